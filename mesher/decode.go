package mesher

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// DecodeEvent reads one event as programs send it to POST /api/v1/events. It
// is strict, because whoever writes to this interface by hand wants to be told:
// an error is of kind [Invalid] and names the field, or [TooLarge]. Fields that
// it does not know are ignored.
//
// The event is not normalised yet, and it keeps parts of body, which must not
// be changed afterwards.
func DecodeEvent(body []byte) (*Event, error) {
	if len(body) > MaxEventSize {
		return nil, Errorf(TooLarge, "the event is larger than %d bytes", MaxEventSize)
	}
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("?"))
	}
	var in eventJSON
	if !in.quickly(body) {
		in = eventJSON{}
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, explain(err)
		}
	}
	return in.event()
}

// eventJSON is an event as API.md gives it to programs.
type eventJSON struct {
	EventID     string                     `json:"event_id"`
	Message     string                     `json:"message"`
	Level       string                     `json:"level"`
	Timestamp   string                     `json:"timestamp"`
	Fingerprint texts                      `json:"fingerprint"`
	Exception   *exceptionJSON             `json:"exception"`
	Stacktrace  []frameJSON                `json:"stacktrace"`
	Breadcrumbs []breadcrumbJSON           `json:"breadcrumbs"`
	Tags        map[string]label           `json:"tags"`
	Extra       map[string]json.RawMessage `json:"extra"`
	User        *userJSON                  `json:"user_context"`
	SDKName     string                     `json:"sdk_name"`
	SDKVersion  string                     `json:"sdk_version"`
	Environment string                     `json:"environment"`
	Release     string                     `json:"release"`
	Transaction string                     `json:"transaction"`
	Platform    string                     `json:"platform"`
}

// EventForm is what [DecodeEvent] reads, for who describes it to programs.
type EventForm = eventJSON

type exceptionJSON struct {
	Type   string `json:"type_name"`
	Value  string `json:"value"`
	Module string `json:"module_name"`
}

type frameJSON struct {
	Filename    string `json:"filename"`
	Function    string `json:"function_name"`
	Line        int    `json:"lineno"`
	Column      int    `json:"colno"`
	ContextLine string `json:"context_line"`
	InApp       *bool  `json:"in_app"`
}

type breadcrumbJSON struct {
	Timestamp string                     `json:"timestamp"`
	Category  string                     `json:"category"`
	Message   string                     `json:"message"`
	Level     string                     `json:"level"`
	Data      map[string]json.RawMessage `json:"data"`
}

type userJSON struct {
	ID        label  `json:"id"`
	Email     string `json:"email"`
	Username  string `json:"username"`
	IPAddress string `json:"ip_address"`
}

// event checks what JSON types alone cannot say.
func (in *eventJSON) event() (*Event, error) {
	if strings.TrimSpace(in.Message) == "" && (in.Exception == nil || in.Exception.Type == "" && in.Exception.Value == "") {
		return nil, Errorf(Invalid, `"message", or "exception" with a type_name or a value, is required`)
	}
	level, err := ParseLevel(in.Level)
	if err != nil {
		return nil, Errorf(Invalid, `"level" must be one of fatal, error, warning, info, debug, not %q`, prefix(in.Level, maxLabel))
	}
	e := &Event{
		Level: level, Message: in.Message, Fingerprint: in.Fingerprint, Extra: in.Extra,
		SDK: SDK{Name: in.SDKName, Version: in.SDKVersion}, Environment: in.Environment,
		Release: in.Release, Transaction: in.Transaction, Platform: in.Platform,
	}
	if e.ID, err = parseEventID(in.EventID); err != nil {
		return nil, err
	}
	if e.Timestamp, err = parseTime("timestamp", in.Timestamp); err != nil {
		return nil, err
	}
	if e.Breadcrumbs, err = in.breadcrumbs(); err != nil {
		return nil, err
	}
	e.Exceptions = in.exceptions()
	if u := in.User; u != nil {
		e.User = &User{ID: string(u.ID), Email: u.Email, Username: u.Username, IPAddress: u.IPAddress}
	}
	if len(in.Tags) > 0 {
		e.Tags = make(map[string]string, len(in.Tags))
		for name, value := range in.Tags {
			e.Tags[name] = string(value)
		}
	}
	return e, nil
}

// exceptions reverses the stack: clients of this interface send the crash first,
// and an [Event] has it last.
func (in *eventJSON) exceptions() []Exception {
	if in.Exception == nil && len(in.Stacktrace) == 0 {
		return nil
	}
	var x Exception
	if in.Exception != nil {
		x = Exception{Type: in.Exception.Type, Value: in.Exception.Value, Module: in.Exception.Module}
	}
	x.Frames = slices.Grow(x.Frames, len(in.Stacktrace))
	for _, f := range slices.Backward(in.Stacktrace) {
		x.Frames = append(x.Frames, Frame{
			Filename: f.Filename, Function: f.Function, Line: f.Line, Column: f.Column,
			ContextLine: f.ContextLine, InApp: f.InApp,
		})
	}
	return []Exception{x}
}

func (in *eventJSON) breadcrumbs() ([]Breadcrumb, error) {
	var out []Breadcrumb
	for i, b := range in.Breadcrumbs {
		t, err := parseTime(indexed("breadcrumbs", i, "timestamp"), b.Timestamp)
		if err != nil {
			return nil, err
		}
		out = append(out, Breadcrumb{Timestamp: t, Category: b.Category, Message: b.Message, Level: b.Level, Data: b.Data})
	}
	return out, nil
}

func parseTime(field, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, Errorf(Invalid, "%q must be a time such as 2026-03-01T10:00:00.000000Z, not %q", field, prefix(s, maxLabel))
	}
	return t, nil
}

// parseEventID takes 32 hexadecimal digits, with or without dashes.
func parseEventID(s string) (uuid.UUID, error) {
	if s == "" {
		return uuid.Nil, nil
	}
	if len(s) == 32 || len(s) == 36 {
		if id, err := uuid.Parse(s); err == nil {
			return id, nil
		}
	}
	return uuid.Nil, Errorf(Invalid, `"event_id" must be a UUID, not %q`, prefix(s, maxLabel))
}

// explain puts what the JSON package found into words for a client.
func explain(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if e.Field == "" {
			return Errorf(Invalid, "an event must be a JSON object, not %s", e.Value)
		}
		return Errorf(Invalid, "%q must be %s, not %s", e.Field, jsonKind(e.Type), e.Value)
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Errorf(Invalid, "not valid JSON at byte %d: %s", e.Offset, e.Error())
	}
	return Errorf(Invalid, "not valid JSON: %s", err)
}
