package wire

import "github.com/mesh-actors/mesh/runtime/actor"

// plainCast is the number of an [actor.Cast]. The value that it holds follows, and
// can't be a cast, so that casts can't be nested without end.
const plainCast = 20

// appendCast appends a cast, whose value appendValue appends.
func appendCast(b []byte, c actor.Cast, appendValue func(b []byte, v any) ([]byte, error)) ([]byte, error) {
	if _, twice := c.Body.(actor.Cast); twice {
		return b, &TravelError{Path: "actor.Cast", Why: "it holds another one"}
	}
	out, err := appendValue(append(b, plainCast), c.Body)
	if err != nil {
		return b, err
	}
	return out, nil
}

// cutCast returns the value in a cast, or false if b is not a cast.
func cutCast(b []byte) (value []byte, ok bool) {
	if len(b) == 0 || b[0] != plainCast {
		return b, false
	}
	return b[1:], true
}
