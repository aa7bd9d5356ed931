package ingest

import (
	"strconv"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

func TestKeyRing(t *testing.T) {
	g := grant{key: mesher.Key{Value: "k"}, project: mesher.Project{ID: 1}}
	for _, c := range []struct {
		about string
		after []time.Duration // since noon, when the key was learned
		want  []string
	}{
		{"fresh", []time.Duration{0, freshFor}, []string{"known", "known"}},
		{"one of many asks", []time.Duration{freshFor + 1, freshFor + 1, freshFor + 2}, []string{"ask", "known", "known"}},
		{"asks again as long as it hears nothing", []time.Duration{freshFor + 1, 2*freshFor + 2}, []string{"ask", "ask"}},
		{"the day's end", []time.Duration{keptFor, keptFor + 1}, []string{"ask", "unknown"}},
	} {
		t.Run(c.about, func(t *testing.T) {
			r := newKeyRing()
			r.learn(g, noon)
			for i, after := range c.after {
				got, found := "unknown", r.find("k", noon.Add(after))
				if found.known {
					got = "known"
				}
				if found.ask {
					got = "ask"
				}
				if got != c.want[i] {
					t.Errorf("after %v: %s, want %s", after, got, c.want[i])
				}
			}
			if r.find("other", noon).known {
				t.Error("a key that nobody learned is known")
			}
		})
	}
}

func TestKeyRingIsBounded(t *testing.T) {
	r := newKeyRing()
	for n := range 2 * maxKeys {
		r.learn(grant{key: mesher.Key{Value: strconv.Itoa(n)}}, noon)
	}
	if len(r.keys) != maxKeys {
		t.Errorf("%d keys, want %d", len(r.keys), maxKeys)
	}
	if last := strconv.Itoa(2*maxKeys - 1); !r.find(last, noon).known {
		t.Error("the newest key is unknown")
	}
}

func TestKeyRingDropsOldKeys(t *testing.T) {
	r := newKeyRing()
	for n := range sampled {
		r.learn(grant{key: mesher.Key{Value: strconv.Itoa(n)}}, noon.Add(time.Duration(n)))
	}
	r.drop()
	if len(r.keys) != sampled-1 || r.find("0", noon).known {
		t.Errorf("%d keys are left; the oldest should be gone", len(r.keys))
	}
}
