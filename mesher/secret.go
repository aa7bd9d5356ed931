package mesher

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
)

// A Secret gives access to whoever has it: a session, a program's token, an
// invitation. It is shown to its owner once. Only its [Digest] is stored, and
// printing or logging it does not reveal it.
type Secret struct{ text string }

// TokenPrefix begins every API token, so that a scanner for leaked secrets
// recognises it.
const TokenPrefix = "mshu_"

// NewSecret makes a secret of 256 random bits, in characters that are valid in
// addresses and headers.
func NewSecret(prefix string) Secret {
	var bits [32]byte
	rand.Read(bits[:]) // never fails
	return Secret{prefix + base64.RawURLEncoding.EncodeToString(bits[:])}
}

// SecretOf makes a Secret from what a client presented.
func SecretOf(text string) Secret { return Secret{text} }

// Reveal returns the secret itself, for its owner's eyes.
func (s Secret) Reveal() string { return s.text }

// Digest returns what is stored of a secret. It needs no salt or stretching, as
// nobody can guess 256 bits.
func (s Secret) Digest() Digest { return sha256.Sum256([]byte(s.text)) }

// A Digest identifies a secret without revealing it.
type Digest [sha256.Size]byte

func (s Secret) String() string       { return "[secret]" }
func (s Secret) GoString() string     { return "[secret]" }
func (s Secret) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MarshalText keeps the secret out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }
