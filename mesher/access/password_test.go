package access

import (
	"context"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestPasswords(t *testing.T) {
	h := newHasher()
	stored, err := h.hash(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("the hash is %q, %v", stored, err)
	}
	if again, _ := h.hash(t.Context(), "correct horse"); again == stored {
		t.Error("two hashes have one salt")
	}
	for _, c := range []struct {
		password, stored string
		want             bool
	}{
		{"correct horse", stored, true},
		{"correct hors", stored, false},
		{"", stored, false},
		{"", "", false},
		{"correct horse", "", false},
		{"correct horse", stored[:len(stored)-1], false},
		{"correct horse", strings.Replace(stored, "t=2", "t=4000000000", 1), false},
		{"correct horse", "$argon2id$v=19$m=19456,t=2,p=1$$", false},
	} {
		if got, err := h.matches(t.Context(), c.password, c.stored); got != c.want || err != nil {
			t.Errorf("%q matches %q: %v, %v; want %v", c.password, c.stored, got, err, c.want)
		}
	}
}

func TestAHasherIsBusy(t *testing.T) {
	h := newHasher()
	for range cap(h.turns) {
		h.turns <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, "correct horse"); err == nil {
		t.Error("a password was stretched out of turn")
	}
	for range cap(h.waiting) {
		h.waiting <- struct{}{}
	}
	if _, err := h.hash(t.Context(), "correct horse"); mesher.KindOf(err) != mesher.Unavailable {
		t.Errorf("one too many waits: %v", err)
	}
}
