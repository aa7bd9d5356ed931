package sentry

// A Category is what Sentry counts and limits items by.
type Category string

// The categories that SDKs know.
const (
	Error      Category = "error"
	Default    Category = "default" // events without an exception, and items without a category of their own
	Security   Category = "security"
	Attachment Category = "attachment"
	Session    Category = "session"
	Traces     Category = "transaction"
	Replay     Category = "replay"
	Profile    Category = "profile"
	Monitor    Category = "monitor"
	Log        Category = "log_item"
	Span       Category = "span"
	Feedback   Category = "feedback"
	Metric     Category = "trace_metric"
	Internal   Category = "internal" // never limited
)

// Kept reports whether this program has a use for the item. Other items are
// answered as if it had, and counted: an SDK that is refused one stops sending
// events as well.
func (i Item) Kept() bool { return i.Type == "event" || i.Type == "client_report" }

// Category returns what the item counts as. An event counts as an error; whether
// it is only a message shows when it is decoded.
func (i Item) Category() Category {
	switch i.Type {
	case "event":
		return Error
	case "attachment":
		return Attachment
	case "session", "sessions":
		return Session
	case "transaction":
		return Traces
	case "replay_event", "replay_recording", "replay_video":
		return Replay
	case "profile", "profile_chunk":
		return Profile
	case "check_in":
		return Monitor
	case "log", "otel_log":
		return Log
	case "span", "otel_span":
		return Span
	case "user_report", "feedback":
		return Feedback
	case "trace_metric", "statsd", "metric_buckets":
		return Metric
	case "raw_security", "security":
		return Security
	case "client_report":
		return Internal
	}
	return Default
}
