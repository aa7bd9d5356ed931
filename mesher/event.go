package mesher

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// A ProjectID identifies a project. It is a number because Sentry's clients
// accept nothing else in a DSN.
type ProjectID int64

// MaxEventSize is how many bytes of JSON one event may take.
const MaxEventSize = 1 << 20

// An Event is one error, or one message, that a program reported. A decoder fills
// it, [Event.Normalise] bounds it, and after that it never changes. Its raw JSON
// is valid: decoders guarantee that.
//
// The JSON names are those of the stored payload (package payload); clients see
// an [EventView].
type Event struct {
	ID         uuid.UUID `json:"id"` // the client's, or made by the server
	ProjectID  ProjectID `json:"project"`
	ReceivedAt time.Time `json:"received"`          // set once, by the server; decides the event's day
	SentAt     time.Time `json:"sent,omitzero"`     // when it was sent, by the client's clock; zero: unknown
	Timestamp  time.Time `json:"happened,omitzero"` // when it happened, by the client's corrected clock

	Level       Level  `json:"level,omitzero"`
	Message     string `json:"message,omitzero"`  // as a person reads it
	Template    string `json:"template,omitzero"` // the message before its parameters were put in, if known
	Logger      string `json:"logger,omitzero"`
	Platform    string `json:"platform,omitzero"`    // python, javascript, go …
	Transaction string `json:"transaction,omitzero"` // what the program was doing: a route, a job
	Culprit     string `json:"culprit,omitzero"`     // as given by old clients; see [Grouping.Culprit]
	Release     string `json:"release,omitzero"`
	Dist        string `json:"dist,omitzero"`
	Environment string `json:"environment,omitzero"`
	ServerName  string `json:"server_name,omitzero"`
	SDK         SDK    `json:"sdk,omitzero"`

	Exceptions  []Exception                `json:"exceptions,omitempty"` // oldest cause first; the last is the one that was raised
	Breadcrumbs []Breadcrumb               `json:"breadcrumbs,omitempty"`
	Tags        map[string]string          `json:"tags,omitempty"`
	User        *User                      `json:"user,omitempty"`
	Request     *Request                   `json:"request,omitempty"`
	Contexts    map[string]json.RawMessage `json:"contexts,omitempty"`
	Extra       map[string]json.RawMessage `json:"extra,omitempty"`
	Modules     map[string]string          `json:"modules,omitempty"`

	Fingerprint []string `json:"fingerprint,omitempty"` // chosen by the client; overrides our own grouping

	Notes []Note `json:"notes,omitempty"` // what was wrong with it, and how that was handled

	// Sent is what the client sent, decompressed; nil if it was not kept. It is
	// stored beside the rest of the payload.
	Sent []byte `json:"-"`
}

// SDK names the library that sent an event.
type SDK struct {
	Name    string `json:"name,omitzero"`
	Version string `json:"version,omitzero"`
}

// An Exception is one link in a chain of causes. A stack trace without an
// exception becomes one without Type and Value.
type Exception struct {
	Type      string  `json:"type,omitempty"`
	Value     string  `json:"value,omitempty"`
	Module    string  `json:"module,omitempty"`
	Synthetic bool    `json:"synthetic,omitempty"` // the type was made up by the SDK
	Handled   *bool   `json:"handled,omitempty"`   // nil: unknown
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
	InApp       *bool                      `json:"in_app,omitempty"` // nil: unknown, counts as the program's own
	PreContext  []string                   `json:"pre_context,omitempty"`
	ContextLine string                     `json:"context_line,omitempty"`
	PostContext []string                   `json:"post_context,omitempty"`
	Vars        map[string]json.RawMessage `json:"vars,omitempty"`
}

// A Breadcrumb is something that happened before the error.
type Breadcrumb struct {
	Timestamp time.Time                  `json:"timestamp,omitzero"` // zero: unknown
	Type      string                     `json:"type,omitempty"`
	Category  string                     `json:"category,omitempty"`
	Level     string                     `json:"level,omitempty"`
	Message   string                     `json:"message,omitempty"`
	Data      map[string]json.RawMessage `json:"data,omitempty"`
}

// A User is the person who met the error.
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
