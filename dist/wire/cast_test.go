package wire

import (
	"errors"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// The content of a cast must travel by itself, and not be a cast.
func TestCastRefused(t *testing.T) {
	ours, us, _ := nodes(t)
	for _, body := range []any{make(chan int), actor.Cast{Body: 1}} {
		for _, appendValue := range []func([]byte, any) ([]byte, error){us.Append, ours.Append} {
			b, err := appendValue([]byte("before"), actor.Cast{Body: body})
			if !errors.As(err, new(*TravelError)) || string(b) != "before" {
				t.Errorf("%T: %q, %v", body, b, err)
			}
		}
	}
	for _, b := range [][]byte{{plainCast}, {plainCast, plainCast, plainNil}} {
		if v, err := us.Decode(b); v != nil || !errors.Is(err, ErrMalformed) {
			t.Errorf("%v came as %v, %v", b, v, err)
		}
	}
}
