package mesher

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
)

// A Secret opens something for whoever has it: a session, a program's token, an
// invitation. It is shown to its owner once. What is kept is its [Digest], and
// what is printed or logged is not the secret.
type Secret struct{ text string }

// TokenPrefix begins every API token, so that a scanner for leaked secrets
// recognises one.
const TokenPrefix = "mshu_"

// NewSecret makes a secret of 256 random bits, in characters that addresses and
// headers may hold.
func NewSecret(prefix string) Secret {
	var bits [32]byte
	rand.Read(bits[:]) // never fails
	return Secret{prefix + base64.RawURLEncoding.EncodeToString(bits[:])}
}

// SecretOf takes what somebody showed for a secret.
func SecretOf(text string) Secret { return Secret{text} }

// Reveal is the secret itself, for its owner's eyes.
func (s Secret) Reveal() string { return s.text }

// Digest is what is stored of a secret. It can be plain, without salt or
// stretching, as nobody guesses 256 bits.
func (s Secret) Digest() Digest { return sha256.Sum256([]byte(s.text)) }

// A Digest finds what a secret opens, and doesn't tell the secret.
type Digest [sha256.Size]byte

func (s Secret) String() string       { return "[secret]" }
func (s Secret) GoString() string     { return "[secret]" }
func (s Secret) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MarshalText keeps it out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }
