package mesher

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// An Org owns projects.
type Org struct {
	ID   uuid.UUID
	Name string
	Slug string
}

// A Project is a program that sends events.
type Project struct {
	ID       ProjectID
	OrgID    uuid.UUID
	Name     string
	Slug     string // unique in the installation, never all digits
	Platform string
	Settings Settings
}

// Settings of a project; a zero field means the installation's default.
type Settings struct {
	RateLimitPerMinute int     // events a minute, over all nodes
	SampleRate         float64 // the fraction of events that is kept, up to 1
	RetentionDays      int     // for how many days events are kept
}

// A Key lets a program send events to one project, and do nothing else. It ships
// in browsers, so it is no secret; it is revoked rather than hidden.
type Key struct {
	ID        uuid.UUID
	ProjectID ProjectID
	Value     string // mshr_ and 32 hexadecimal digits
	Label     string
	CreatedAt time.Time
	RevokedAt time.Time // zero while it is valid
}

// NewKeyValue makes a new key's text.
func NewKeyValue() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return "mshr_" + hex.EncodeToString(b[:])
}

// DSN returns the address that a Sentry SDK is given: where to send, with which
// key, for which project. base is the public address of this installation.
func (k Key) DSN(base *url.URL) string {
	u := *base
	u.User = url.User(k.Value)
	u.Path = fmt.Sprintf("%s/%d", trimSlash(base.Path), k.ProjectID)
	return u.String()
}

func trimSlash(s string) string {
	for len(s) > 0 && s[len(s)-1] == '/' {
		s = s[:len(s)-1]
	}
	return s
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
