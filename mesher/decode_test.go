package mesher

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

const fullEvent = `{
	"event_id": "550e8400e29b41d4a716446655440000", "message": "checkout failed", "level": "fatal",
	"timestamp": "2026-03-01T11:00:00+01:00", "fingerprint": ["a", "{{ default }}"],
	"exception": {"type_name": "ValueError", "value": "invalid id", "module_name": "builtins"},
	"stacktrace": [
		{"filename": "views.py", "function_name": "checkout", "lineno": 42, "colno": 3, "context_line": "raise", "in_app": true},
		{"filename": "main.py", "function_name": "main", "in_app": false}
	],
	"breadcrumbs": [{"timestamp": "2026-03-01T09:59:59Z", "category": "http", "message": "GET /", "level": "info", "data": {"status": 200}}],
	"tags": {"browser": "Firefox", "build": 42, "beta": true, "none": null},
	"extra": {"cart": {"items": [1, 2]}},
	"user_context": {"id": 7, "email": "ann@example.com", "username": "ann", "ip_address": "10.0.0.7"},
	"sdk_name": "mine", "sdk_version": "1.0", "environment": "prod", "release": "2.0", "transaction": "/checkout", "platform": "python",
	"unknown": {"is": "ignored"}
}`

func TestDecodeEvent(t *testing.T) {
	got, err := DecodeEvent([]byte(fullEvent))
	if err != nil {
		t.Fatal(err)
	}
	got.Timestamp = got.Timestamp.UTC()
	want := &Event{
		ID: uuid.MustParse("550e8400-e29b-41d4-a716-446655440000"), Message: "checkout failed", Level: LevelFatal,
		Timestamp: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), Fingerprint: []string{"a", "{{ default }}"},
		Exceptions: []Exception{{Type: "ValueError", Value: "invalid id", Module: "builtins", Frames: []Frame{
			{Filename: "main.py", Function: "main", InApp: new(false)},
			{Filename: "views.py", Function: "checkout", Line: 42, Column: 3, ContextLine: "raise", InApp: new(true)},
		}}},
		Breadcrumbs: []Breadcrumb{{
			Timestamp: time.Date(2026, 3, 1, 9, 59, 59, 0, time.UTC), Category: "http", Message: "GET /", Level: "info",
			Data: map[string]json.RawMessage{"status": json.RawMessage("200")},
		}},
		Tags:  map[string]string{"browser": "Firefox", "build": "42", "beta": "true", "none": ""},
		Extra: map[string]json.RawMessage{"cart": json.RawMessage(`{"items": [1, 2]}`)},
		User:  &User{ID: "7", Email: "ann@example.com", Username: "ann", IPAddress: "10.0.0.7"},
		SDK:   SDK{Name: "mine", Version: "1.0"}, Environment: "prod", Release: "2.0", Transaction: "/checkout", Platform: "python",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestDecodeEventSmallest(t *testing.T) {
	for _, body := range []string{
		`{"message":"x"}`,
		`{"exception":{"type_name":"E"}}`,
		`{"exception":{"value":"v"}}`,
		`{"message":"x","fingerprint":"one","level":"","event_id":"","timestamp":"","stacktrace":null,"tags":null}`,
		`{"message":"x","stacktrace":[]}`,
	} {
		e, err := DecodeEvent([]byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
		} else if e.Level != LevelError {
			t.Errorf("%s: level %s, want error", body, e.Level)
		}
	}
}

// Each refusal names what is wrong.
func TestDecodeEventRefuses(t *testing.T) {
	for _, c := range []struct{ body, says string }{
		{``, "not valid JSON"},
		{`{"message":`, "not valid JSON"},
		{`{"message":"x"} {}`, "not valid JSON at byte 17"},
		{`{"message":NaN}`, "not valid JSON at byte"},
		{`[]`, "must be a JSON object, not array"},
		{`"text"`, "must be a JSON object, not string"},
		{`null`, `"message"`},
		{`{}`, `"message"`},
		{`{"message":"  "}`, `"message"`},
		{`{"exception":{}}`, `"message"`},
		{`{"message":5}`, `"message" must be a string, not number`},
		{`{"message":"x","level":"critical"}`, `"level" must be one of fatal, error, warning, info, debug, not "critical"`},
		{`{"message":"x","level":3}`, `"level" must be a string`},
		{`{"message":"x","event_id":"12"}`, `"event_id" must be a UUID, not "12"`},
		{`{"message":"x","event_id":"{50e8400e29b41d4a716446655440000}"}`, `"event_id" must be a UUID`},
		{`{"message":"x","timestamp":"yesterday"}`, `"timestamp" must be a time such as`},
		{`{"message":"x","timestamp":1700000000}`, `"timestamp" must be a string`},
		{`{"message":"x","fingerprint":5}`, `"fingerprint" must be a string or a list of strings`},
		{`{"message":"x","fingerprint":["a",1]}`, `"fingerprint" must be a string or a list of strings`},
		{`{"exception":"boom"}`, `"exception" must be an object, not string`},
		{`{"exception":{"type_name":1}}`, `"exception.type_name" must be a string`},
		{`{"message":"x","stacktrace":{}}`, `"stacktrace" must be a list, not object`},
		{`{"message":"x","stacktrace":[{"lineno":"4"}]}`, `"stacktrace.lineno" must be a whole number, not string`},
		{`{"message":"x","stacktrace":[{"lineno":4.5}]}`, `"stacktrace.lineno" must be a whole number, not number 4.5`},
		{`{"message":"x","stacktrace":[{"in_app":"yes"}]}`, `"stacktrace.in_app" must be true or false`},
		{`{"message":"x","breadcrumbs":[{},{"timestamp":"x"}]}`, `"breadcrumbs.1.timestamp" must be a time`},
		{`{"message":"x","tags":[]}`, `"tags" must be an object, not array`},
		{`{"message":"x","tags":{"a":{}}}`, `"tags"`},
		{`{"message":"x","extra":"much"}`, `"extra" must be an object`},
		{`{"message":"x","user_context":{"email":{}}}`, `"user_context.email" must be a string`},
		{`{"message":"x","sdk_name":1}`, `"sdk_name" must be a string`},
	} {
		_, err := DecodeEvent([]byte(c.body))
		if KindOf(err) != Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s\n got %v\nwant an Invalid error that says %s", c.body, err, c.says)
		}
	}
}

func TestDecodeEventTooLarge(t *testing.T) {
	body := []byte(`{"message":"` + strings.Repeat("x", MaxEventSize) + `"}`)
	if _, err := DecodeEvent(body); KindOf(err) != TooLarge {
		t.Errorf("got %v, want a TooLarge error", err)
	}
}

func BenchmarkDecodeEvent(b *testing.B) {
	body := []byte(fullEvent)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeEvent(body); err != nil {
			b.Fatal(err)
		}
	}
}
