package server

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestReadSubscription(t *testing.T) {
	for _, c := range []struct {
		say  string
		want mesher.LiveFilter
		ok   bool
	}{
		{`{"type":"subscribe"}`, mesher.LiveFilter{}, true},
		{`{"type":"subscribe","filters":{}}`, mesher.LiveFilter{}, true},
		{`{"type":"subscribe","filters":null}`, mesher.LiveFilter{}, true},
		{`{"type":"subscribe","filters":{"level":null,"environment":"test"}}`, mesher.LiveFilter{Environment: "test"}, true},
		{` {"filters":{"level":"debug"},"type":"subscribe"} `, mesher.LiveFilter{Level: "debug"}, true},
		{`{"type":"subscribe","filters":{"level":"Debug"}}`, mesher.LiveFilter{}, false},
		{`{"type":"subscribe","filters":{"release":"1"}}`, mesher.LiveFilter{}, false}, // it would do nothing
		{`{"type":"subscribe","filters":{"environment":"` + strings.Repeat("x", 65) + `"}}`, mesher.LiveFilter{}, false},
		{`{"type":"subscribe","filters":["error"]}`, mesher.LiveFilter{}, false},
		{`{"type":"subscribe"}{"type":"subscribe"}`, mesher.LiveFilter{}, false},
		{`{"filters":{}}`, mesher.LiveFilter{}, false},
		{`[]`, mesher.LiveFilter{}, false},
		{`null`, mesher.LiveFilter{}, false},
		{``, mesher.LiveFilter{}, false},
	} {
		got, err := readSubscription([]byte(c.say))
		if c.ok && (err != nil || got != c.want) || !c.ok && mesher.KindOf(err) != mesher.Invalid {
			t.Errorf("%s: got %+v, %v", c.say, got, err)
		}
	}
}

// Whatever a client says becomes a filter within bounds, or is answered, briefly,
// with what is wrong.
func FuzzSubscription(f *testing.F) {
	f.Add([]byte(`{"type":"subscribe","filters":{"level":"error","environment":"production"}}`))
	f.Add([]byte(`{"type":"subscribe","filters":null}`))
	f.Add([]byte(`{"type":"\u0000","filters":{"level":"` + strings.Repeat("[", 100) + `"}}`))
	f.Fuzz(func(t *testing.T, said []byte) {
		filter, err := readSubscription(said)
		if err == nil {
			if err := filter.Check(); err != nil {
				t.Errorf("%q makes %+v: %v", said, filter, err)
			}
			return
		}
		if answer := refusalOf(err); mesher.KindOf(err) != mesher.Invalid || !json.Valid(answer) || len(answer) > 2*maxSubscription {
			t.Errorf("%q is answered %s (%v)", said, answer, err)
		}
	})
}
