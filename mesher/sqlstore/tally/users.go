package tally

import (
	"crypto/sha256"

	"github.com/mesh-actors/mesh/mesher"
)

// A UserKey stands for one user of a program in the count of users affected.
// Half a SHA-256 is short enough to index and keeps addresses out of the index.
type UserKey [16]byte

// UserOf returns the key of the user who met an event. Users are told apart by
// the first identifying field that is set. The kind of field is part of the key:
// the user with the id "42" is not the one whose name is "42". It is false if no
// such field is set.
func UserOf(e *mesher.Event) (key UserKey, ok bool) {
	u := e.User
	if u == nil {
		return key, false
	}
	for _, known := range [...]struct{ kind, value string }{
		{"id", u.ID}, {"email", u.Email}, {"username", u.Username}, {"ip", u.IPAddress},
	} {
		if known.value != "" {
			sum := sha256.Sum256([]byte(known.kind + ":" + known.value))
			return UserKey(sum[:len(key)]), true
		}
	}
	return key, false
}
