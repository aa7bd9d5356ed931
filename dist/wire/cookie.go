package wire

import (
	"errors"
	"fmt"
	"log/slog"
)

// StrongCookie is the length in bytes from which a random cookie can't be guessed.
// An attacker whom a node dials gets one tag, and can test guesses against it
// offline.
const StrongCookie = 32

// A Cookie is the secret that the nodes of a cluster share. It never crosses the
// wire, and is never printed: not by itself, not inside another value, not in a
// log. The zero Cookie is no secret and proves nothing.
type Cookie struct{ secret *string } // behind a pointer, where fmt does not look

// ErrNoCookie is returned when a cookie is missing or empty.
var ErrNoCookie = errors.New("no cookie")

// NewCookie makes a cookie from a text, which must not be empty.
func NewCookie(secret string) (Cookie, error) {
	if secret == "" {
		return Cookie{}, ErrNoCookie
	}
	return Cookie{&secret}, nil
}

// Weak reports whether the cookie is short enough to be guessed.
func (c Cookie) Weak() bool { return len(c.key()) < StrongCookie }

func (c Cookie) key() []byte {
	if c.secret == nil {
		return nil
	}
	return []byte(*c.secret)
}

const redacted = "[cookie]"

// String, Format, LogValue and MarshalText reveal only that it is a cookie.
func (c Cookie) String() string { return redacted }

func (c Cookie) Format(f fmt.State, verb rune) { f.Write([]byte(redacted)) }

func (c Cookie) LogValue() slog.Value { return slog.StringValue(redacted) }

func (c Cookie) MarshalText() ([]byte, error) { return []byte(redacted), nil }
