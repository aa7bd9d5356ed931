package mesher

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// A ProjectID numbers a project. It is a number because the clients of Sentry
// refuse anything else in a DSN.
type ProjectID int64

// An Event is one error, or one message, that a program reported. A decoder
// fills it, [Event.Normalise] brings it into bounds, and from then on nobody
// changes it.
type Event struct {
	ID         uuid.UUID // the client's, or made at the door
	ProjectID  ProjectID
	ReceivedAt time.Time // stamped once, at the door; decides the event's day
	Timestamp  time.Time // when it happened, by the client's corrected clock

	Level       Level
	Message     string // as a person reads it
	Template    string // the message before its parameters were put in, if known
	Logger      string
	Platform    string // python, javascript, go …
	Transaction string // what the program was doing: a route, a job
	Culprit     string // as given by old clients; see [Grouping.Culprit]
	Release     string
	Dist        string
	Environment string
	ServerName  string
	SDK         SDK

	Exceptions  []Exception // oldest cause first; the last is the one that was raised
	Breadcrumbs []Breadcrumb
	Tags        map[string]string
	User        *User
	Request     *Request
	Contexts    map[string]json.RawMessage
	Extra       map[string]json.RawMessage
	Modules     map[string]string

	Fingerprint []string // chosen by the client; overrides our own grouping

	Notes []Note // what was wrong with it, and what was done about that
}

// SDK names the library that sent an event.
type SDK struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// An Exception is one link in a chain of causes. A stack trace that came
// without an exception is one without Type and Value.
type Exception struct {
	Type      string  `json:"type,omitempty"`
	Value     string  `json:"value,omitempty"`
	Module    string  `json:"module,omitempty"`
	Synthetic bool    `json:"synthetic,omitempty"` // the type was made up by the SDK
	Handled   *bool   `json:"handled,omitempty"`   // nil: not said
	Frames    []Frame `json:"frames,omitempty"`    // oldest call first; the last is where it happened
}

// A Frame is one call of a stack trace.
type Frame struct {
	Filename    string                     `json:"filename,omitempty"`
	AbsPath     string                     `json:"abs_path,omitempty"`
	Function    string                     `json:"function,omitempty"`
	Module      string                     `json:"module,omitempty"`
	Line        int                        `json:"lineno,omitempty"`
	Column      int                        `json:"colno,omitempty"`
	InApp       *bool                      `json:"in_app,omitempty"` // nil: not said, counts as the program's own
	PreContext  []string                   `json:"pre_context,omitempty"`
	ContextLine string                     `json:"context_line,omitempty"`
	PostContext []string                   `json:"post_context,omitempty"`
	Vars        map[string]json.RawMessage `json:"vars,omitempty"`
}

// A Breadcrumb is something that happened before the error.
type Breadcrumb struct {
	Timestamp time.Time                  `json:"timestamp"`
	Type      string                     `json:"type,omitempty"`
	Category  string                     `json:"category,omitempty"`
	Level     string                     `json:"level,omitempty"`
	Message   string                     `json:"message,omitempty"`
	Data      map[string]json.RawMessage `json:"data,omitempty"`
}

// A User is who met the error.
type User struct {
	ID        string                     `json:"id,omitempty"`
	Email     string                     `json:"email,omitempty"`
	Username  string                     `json:"username,omitempty"`
	Name      string                     `json:"name,omitempty"`
	IPAddress string                     `json:"ip_address,omitempty"`
	Data      map[string]json.RawMessage `json:"data,omitempty"`
}

// A Request is the HTTP request that was being served. Its maps hold what the
// client sent, in its order.
type Request struct {
	URL         string          `json:"url,omitempty"`
	Method      string          `json:"method,omitempty"`
	QueryString string          `json:"query_string,omitempty"`
	Headers     [][2]string     `json:"headers,omitempty"`
	Cookies     [][2]string     `json:"cookies,omitempty"`
	Data        json.RawMessage `json:"data,omitempty"`
	Env         [][2]string     `json:"env,omitempty"`
}

// A Note records that a part of an event was dropped, shortened or corrected,
// so that the event itself never has to be.
type Note struct {
	Field  string `json:"field"`  // as the client named it: "tags.build", "exception.values.0.type"
	Reason string `json:"reason"` // "too long", "not a number"
}

// Note adds a remark about field.
func (e *Event) Note(field, reason string) {
	e.Notes = append(e.Notes, Note{Field: field, Reason: reason})
}
