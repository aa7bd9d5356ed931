package wire

import (
	"errors"
	"fmt"
	"log/slog"
)

// StrongCookie is the length in bytes from which a cookie that was drawn at random
// can't be guessed. An attacker who lets a node dial him gets one tag to try
// guesses on, without asking again.
const StrongCookie = 32

// A Cookie is the secret that the nodes of a cluster share. It never crosses the
// wire, and does not print: not by itself, not inside another value, not in a log.
// The zero Cookie is none, and proves nothing.
type Cookie struct{ secret *string } // behind a pointer, where fmt does not look

// ErrNoCookie says that a cookie is missing or empty.
var ErrNoCookie = errors.New("no cookie")

// NewCookie makes a cookie of a text that is not empty.
func NewCookie(secret string) (Cookie, error) {
	if secret == "" {
		return Cookie{}, ErrNoCookie
	}
	return Cookie{&secret}, nil
}

// Weak tells whether the cookie is so short that it may be guessed.
func (c Cookie) Weak() bool { return len(c.key()) < StrongCookie }

func (c Cookie) key() []byte {
	if c.secret == nil {
		return nil
	}
	return []byte(*c.secret)
}

const redacted = "[cookie]"

// String, Format, LogValue and MarshalText tell that it is a cookie, and no more.
func (c Cookie) String() string { return redacted }

func (c Cookie) Format(f fmt.State, verb rune) { f.Write([]byte(redacted)) }

func (c Cookie) LogValue() slog.Value { return slog.StringValue(redacted) }

func (c Cookie) MarshalText() ([]byte, error) { return []byte(redacted), nil }
