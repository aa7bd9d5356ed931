package mesher

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

var doorTime = time.Date(2026, 3, 1, 10, 0, 0, 123456789, time.UTC)

// noted reports whether the event has a note about field.
func noted(e *Event, field string) bool {
	return slices.ContainsFunc(e.Notes, func(n Note) bool { return n.Field == field })
}

// Each part that is too large is cut, kept as far as it fits, and noted.
func TestNormaliseBounds(t *testing.T) {
	long := strings.Repeat("ü", 10_000)
	raw := func(n int) json.RawMessage { return json.RawMessage(`"` + strings.Repeat("x", n) + `"`) }
	for _, c := range []struct {
		field string
		event *Event
		size  func(*Event) int
		limit int
	}{
		{"message", &Event{Message: long}, func(e *Event) int { return len(e.Message) }, 8192},
		{"logger", &Event{Logger: long}, func(e *Event) int { return len(e.Logger) }, 64},
		{"environment", &Event{Environment: long}, func(e *Event) int { return len(e.Environment) }, 64},
		{"transaction", &Event{Transaction: long}, func(e *Event) int { return len(e.Transaction) }, 200},
		{"culprit", &Event{Culprit: long}, func(e *Event) int { return len(e.Culprit) }, 200},
		{"release", &Event{Release: long}, func(e *Event) int { return len(e.Release) }, 200},
		{"server_name", &Event{ServerName: long}, func(e *Event) int { return len(e.ServerName) }, 256},
		{"tags.k", &Event{Tags: map[string]string{"k": long}}, func(e *Event) int { return len(e.Tags["k"]) }, 200},
		{"exception.values.0.type", raised(long, ""), func(e *Event) int { return len(e.Exceptions[0].Type) }, 256},
		{"exception.values.0.value", raised("", long), func(e *Event) int { return len(e.Exceptions[0].Value) }, 8192},
		{"exception.values.0.stacktrace.frames", raised("E", "", "|a|"+long), func(e *Event) int { return len(e.Exceptions[0].Frames[0].Function) }, 512},
		{"exception.values", chained(make([]Exception, 80)...), func(e *Event) int { return len(e.Exceptions) }, 50},
		{"fingerprint", &Event{Fingerprint: make([]string, 99)}, func(e *Event) int { return len(e.Fingerprint) }, 32},
		{"breadcrumbs.values", &Event{Breadcrumbs: make([]Breadcrumb, 300)}, func(e *Event) int { return len(e.Breadcrumbs) }, 100},
		{"breadcrumbs.values.0", &Event{Breadcrumbs: []Breadcrumb{{Message: long}}}, func(e *Event) int { return len(e.Breadcrumbs[0].Message) }, 8192},
		{"user.email", &Event{User: &User{Email: long}}, func(e *Event) int { return len(e.User.Email) }, 200},
		{"request.url", &Event{Request: &Request{URL: long}}, func(e *Event) int { return len(e.Request.URL) }, 8192},
		{"request.headers", &Event{Request: &Request{Headers: make([][2]string, 200)}}, func(e *Event) int { return len(e.Request.Headers) }, 100},
		{"request.data", &Event{Request: &Request{Data: raw(9000)}}, func(e *Event) int { return len(e.Request.Data) }, 8192},
		{"contexts.os", &Event{Contexts: map[string]json.RawMessage{"os": raw(9000)}}, func(e *Event) int { return len(e.Contexts["os"]) }, 8192},
		{"extra.big", &Event{Extra: map[string]json.RawMessage{"big": raw(20_000)}}, func(e *Event) int { return len(e.Extra["big"]) }, 16384},
		{"modules", &Event{Modules: many(1000)}, func(e *Event) int { return len(fmt.Sprint(e.Modules)) }, 8192 + len("map[]") + 2*8192/8},
	} {
		t.Run(c.field, func(t *testing.T) {
			c.event.Normalise(doorTime)
			if n := c.size(c.event); n > c.limit || n < c.limit/2 {
				t.Errorf("%d left, want at most %d and not much less", n, c.limit)
			}
			if !noted(c.event, c.field) {
				t.Errorf("no note about it: %v", c.event.Notes)
			}
			if _, err := json.Marshal(c.event); err != nil {
				t.Errorf("no longer valid: %v", err)
			}
		})
	}
}

func many(n int) map[string]string {
	m := make(map[string]string, n)
	for i := range n {
		m[fmt.Sprintf("name%04d", i)] = "1.0"
	}
	return m
}

func TestNormaliseLeavesGoodEventsAlone(t *testing.T) {
	e := raised("ValueError", "invalid id", "+app|a.py|f:1")
	e.ID, e.Tags = uuid.New(), map[string]string{"browser.name": "Firefox 140"}
	e.Timestamp = doorTime.Add(-time.Second)
	e.Extra = map[string]json.RawMessage{"a": json.RawMessage(`{"b":[1,2,{"c":null}]}`)}
	before, _ := json.Marshal(e)
	e.Normalise(doorTime)
	e.ReceivedAt, e.Timestamp = time.Time{}, doorTime.Add(-time.Second)
	after, _ := json.Marshal(e)
	if string(before) != string(after) {
		t.Errorf("changed\n from %s\n to   %s", before, after)
	}
}

// Lent and replayed events are normalised again, elsewhere.
func TestNormaliseTwiceIsOnce(t *testing.T) {
	e := messy()
	e.Normalise(doorTime)
	once, _ := json.Marshal(e)
	e.Normalise(doorTime.Add(24 * time.Hour))
	twice, _ := json.Marshal(e)
	if string(once) != string(twice) {
		t.Errorf("changed again\n from %s\n to   %s", once, twice)
	}
}

// messy returns an event with something wrong nearly everywhere.
func messy() *Event {
	return &Event{
		Message: strings.Repeat("m", 9000) + "\x00", SentAt: doorTime.Add(-3 * time.Hour), ServerName: "web-1",
		Timestamp: doorTime.Add(-3*time.Hour - time.Minute), Release: "a\xffb",
		Tags:        map[string]string{"a b": " x\ny ", "bad/key": "1", "user": "me", "environment": "prod", "empty": ""},
		Extra:       map[string]json.RawMessage{"deep": json.RawMessage(strings.Repeat("[", 20) + strings.Repeat("]", 20))},
		Breadcrumbs: []Breadcrumb{{Timestamp: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)}},
		Exceptions:  []Exception{{Type: "E", Frames: make([]Frame, 400)}},
	}
}

func TestNormaliseStamps(t *testing.T) {
	e := said("x")
	e.Normalise(doorTime)
	if e.ID.Version() != 7 {
		t.Errorf("id %s, want one of version 7", e.ID)
	}
	if want := doorTime.Truncate(time.Microsecond); !e.ReceivedAt.Equal(want) || !e.Timestamp.Equal(want) {
		t.Errorf("received %v, happened %v, want both %v", e.ReceivedAt, e.Timestamp, want)
	}
	id, received := uuid.New(), doorTime.Add(-time.Hour)
	e = &Event{ID: id, ReceivedAt: received}
	e.Normalise(doorTime)
	if e.ID != id || !e.ReceivedAt.Equal(received.Truncate(time.Microsecond)) {
		t.Errorf("id %s and received %v were stamped again", e.ID, e.ReceivedAt)
	}
}

func TestNormaliseTags(t *testing.T) {
	e := &Event{
		ServerName: "web-1",
		Tags: map[string]string{
			"good.key:1_-": "v", "a b": "two\nlines", "bad/key": "1", "empty": "", "environment": "prod",
			"release": "1", "dist": "1", "user": "1", "filename": "1", "function": "1", "city": "Zürich",
		},
	}
	e.Normalise(doorTime)
	want := map[string]string{"good.key:1_-": "v", "a-b": "two lines", "server_name": "web-1", "city": "Zürich"}
	if !reflect.DeepEqual(e.Tags, want) {
		t.Errorf("tags %v, want %v", e.Tags, want)
	}
	if e.Environment != "prod" {
		t.Errorf("environment %q, want prod", e.Environment)
	}
	for _, field := range []string{"tags.bad/key", "tags.empty", "tags.release"} {
		if !noted(e, field) {
			t.Errorf("no note about %s", field)
		}
	}
}

func TestNormaliseKeepsTheFirstHundredTags(t *testing.T) {
	e := &Event{Tags: many(150), Environment: "staging"}
	e.Tags["environment"] = "prod"
	e.Normalise(doorTime)
	if len(e.Tags) != 100 || e.Tags["name0099"] == "" || e.Environment != "staging" {
		t.Errorf("%d tags, name0099 %q, environment %q", len(e.Tags), e.Tags["name0099"], e.Environment)
	}
}

func TestNormaliseFramesKeepTheCrash(t *testing.T) {
	x := Exception{Type: "E"}
	for i := range 400 {
		x.Frames = append(x.Frames, Frame{Line: i, ContextLine: "x()", Vars: map[string]json.RawMessage{"a": json.RawMessage("1")}})
	}
	e := chained(x)
	e.Normalise(doorTime)
	frames := e.Exceptions[0].Frames
	if len(frames) != 250 || frames[249].Line != 399 {
		t.Fatalf("%d frames, the last of line %d; want 250 up to 399", len(frames), frames[len(frames)-1].Line)
	}
	for i, f := range frames {
		if rich := f.ContextLine != "" && f.Vars != nil; rich != (i >= 200) {
			t.Fatalf("frame %d keeps its source and variables: %t", i, rich)
		}
	}
}

func TestStrippedFramesAreNoted(t *testing.T) {
	x := Exception{Type: "E", Frames: make([]Frame, 60)}
	e := chained(x)
	e.Normalise(doorTime)
	if len(e.Notes) > 0 {
		t.Errorf("frames without source lines left notes: %v", e.Notes)
	}
	f := &e.Exceptions[0].Frames[3]
	f.ContextLine, f.Function = "x()", strings.Repeat("f", 9000)
	if e.Normalise(doorTime); !noted(e, "exception.values.0.stacktrace.frames") {
		t.Error("no note about dropped source lines")
	}
	if len(f.Function) > maxCode {
		t.Errorf("a frame without source lines keeps a name of %d bytes", len(f.Function))
	}
}

func TestNotesAreBounded(t *testing.T) {
	e := &Event{}
	for range 1000 {
		e.Note(strings.Repeat("x", 1000), "bad")
	}
	if len(e.Notes) != 100 || len(e.Notes[0].Field) > 200 {
		t.Errorf("%d notes, %d bytes in a name", len(e.Notes), len(e.Notes[0].Field))
	}
}

func BenchmarkNormalise(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		e := raised("E", "value")
		e.Exceptions[0].Frames = make([]Frame, 10)
		e.ID, e.Tags = uuid.Max, map[string]string{"a": "b", "c": "d"}
		e.Extra = map[string]json.RawMessage{"x": json.RawMessage(`{"a":[1,2,3]}`)}
		b.StartTimer()
		e.Normalise(doorTime)
	}
}
