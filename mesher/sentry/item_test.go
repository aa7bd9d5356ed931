package sentry

import "testing"

func TestItems(t *testing.T) {
	for kind, want := range map[string]Category{
		"event": Error, "attachment": Attachment, "session": Session, "sessions": Session, "transaction": Traces,
		"replay_event": Replay, "replay_recording": Replay, "profile": Profile, "profile_chunk": Profile, "check_in": Monitor,
		"log": Log, "span": Span, "user_report": Feedback, "feedback": Feedback, "trace_metric": Metric, "statsd": Metric,
		"client_report": Internal, "something_new": Default,
	} {
		item := Item{Type: kind}
		if got := item.Category(); got != want {
			t.Errorf("%s counts as %s, want %s", kind, got, want)
		}
		if want := kind == "event" || kind == "client_report"; item.Kept() != want {
			t.Errorf("%s is kept: %t", kind, !want)
		}
	}
}
