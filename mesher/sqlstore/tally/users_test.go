package tally

import (
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestUserOf(t *testing.T) {
	const x = "x"
	for name, test := range map[string]struct {
		a, b *mesher.User
		same bool
	}{
		"the same id":                {&mesher.User{ID: x}, &mesher.User{ID: x}, true},
		"an id before all else":      {&mesher.User{ID: x, Email: "a"}, &mesher.User{ID: x, Email: "b"}, true},
		"an email before a name":     {&mesher.User{Email: x, Username: "a"}, &mesher.User{Email: x, Username: "b"}, true},
		"a name before an address":   {&mesher.User{Username: x, IPAddress: "a"}, &mesher.User{Username: x, IPAddress: "b"}, true},
		"different ids":              {&mesher.User{ID: x}, &mesher.User{ID: "y"}, false},
		"an id that looks an email":  {&mesher.User{ID: x}, &mesher.User{Email: x}, false},
		"a name that looks an email": {&mesher.User{Username: x}, &mesher.User{Email: x}, false},
	} {
		t.Run(name, func(t *testing.T) {
			a, knownA := UserOf(&mesher.Event{User: test.a})
			b, knownB := UserOf(&mesher.Event{User: test.b})
			if !knownA || !knownB || (a == b) != test.same {
				t.Errorf("keys %x and %x, want them the same: %t", a, b, test.same)
			}
		})
	}
	for name, nobody := range map[string]*mesher.User{"none": nil, "empty": {}, "a display name": {Name: x}} {
		if key, ok := UserOf(&mesher.Event{User: nobody}); ok {
			t.Errorf("%s has the key %x", name, key)
		}
	}
}
