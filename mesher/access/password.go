package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/mesh-actors/mesh/mesher"
)

// The minimum for argon2id in OWASP's password storage cheat sheet: 19 MiB, two
// passes, one lane.
const (
	hashMemory = 19 << 10 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashSize   = 32 // bytes
	saltSize   = 16 // bytes
)

// Bounds of a password: long enough to resist guessing at the rate that the
// gate allows, and not so long as to be a load.
const (
	shortestPassword = 10   // characters
	longestPassword  = 1024 // bytes
)

// checkPassword says what is wrong with a newly chosen password.
func checkPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < shortestPassword {
		return mesher.Errorf(mesher.Invalid, "the password has %d characters; it must have at least %d", n, shortestPassword)
	}
	if len(password) > longestPassword {
		return mesher.Errorf(mesher.Invalid, "the password is longer than %d bytes", longestPassword)
	}
	return nil
}

// A hasher stretches passwords, few at a time: each takes 19 MiB and about 20 ms
// of a core.
type hasher struct {
	turns   chan struct{} // holds one for each password being stretched
	waiting chan struct{} // and one for each that waits or is being stretched
}

func newHasher() hasher {
	turns := 2 * runtime.GOMAXPROCS(0)
	return hasher{turns: make(chan struct{}, turns), waiting: make(chan struct{}, 32*turns)}
}

// hash returns what is stored of a password.
func (h hasher) hash(ctx context.Context, password string) (string, error) {
	var salt [saltSize]byte
	rand.Read(salt[:]) // never fails
	sum, err := h.stretch(ctx, password, salt[:])
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		base64.RawStdEncoding.EncodeToString(salt[:]), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// matches reports whether a password is that of a stored hash. A malformed hash
// matches nothing, and takes as long.
func (h hasher) matches(ctx context.Context, password, stored string) (bool, error) {
	salt, want, ok := parseHash(stored)
	if !ok {
		salt, want = make([]byte, saltSize), make([]byte, hashSize)
	}
	sum, err := h.stretch(ctx, password, salt)
	return ok && err == nil && subtle.ConstantTimeCompare(sum, want) == 1, err
}

// stretch hashes a password when a slot is free. A bounded number of callers wait
// for one; further ones are refused.
func (h hasher) stretch(ctx context.Context, password string, salt []byte) ([]byte, error) {
	if len(password) > longestPassword {
		password = "" // nobody has this one
	}
	select {
	case h.waiting <- struct{}{}:
		defer func() { <-h.waiting }()
	default:
		return nil, mesher.Errorf(mesher.Unavailable, "too many people sign in at this moment; try again soon")
	}
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashSize), nil
}

// parseHash reads what hash wrote. It refuses other costs than ours: when they
// are raised one day, the old ones get a line here.
func parseHash(stored string) (salt, sum []byte, ok bool) {
	costs := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, hashMemory, hashPasses, hashLanes)
	rest, ok := strings.CutPrefix(stored, costs)
	first, second, split := strings.Cut(rest, "$")
	if !ok || !split {
		return nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(first)
	if err != nil || len(salt) != saltSize {
		return nil, nil, false
	}
	sum, err = base64.RawStdEncoding.DecodeString(second)
	return salt, sum, err == nil && len(sum) == hashSize
}
