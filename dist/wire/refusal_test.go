package wire

import (
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	seen := map[string]Refusal{}
	for r := Admitted; r <= Leaving+1; r++ {
		text := (&RefusedError{Why: r}).Error()
		if other, taken := seen[text]; taken {
			t.Errorf("%d and %d are both %q", other, r, text)
		}
		seen[text] = r
		if known := !strings.Contains(text, "refusal"); known != (r <= Leaving) {
			t.Errorf("%d says %q", r, text)
		}
		if byPeer := (&RefusedError{Why: r, ByPeer: true}).Error(); byPeer == text {
			t.Errorf("%d does not say who refused: %q", r, text)
		}
	}
}

func TestRefusalsThatLast(t *testing.T) {
	for r := Admitted; r <= Leaving; r++ {
		want := r == Unproven || r == NoVersion || r == NotMe || r == NameTaken
		if r.Lasts() != want {
			t.Errorf("%v lasts: %v", r, !want)
		}
	}
}
