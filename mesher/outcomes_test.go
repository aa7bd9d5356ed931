package mesher

import (
	"context"
	"testing"
)

func TestOutcomeOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Outcome
	}{
		{Errorf(Invalid, ""), RefusedInvalid},
		{Errorf(NotFound, ""), RefusedInvalid},
		{Errorf(TooLarge, ""), RefusedTooLarge},
		{Errorf(Limited, ""), RefusedLimited},
		{Errorf(Unavailable, ""), RefusedUnavailable},
		{context.Canceled, RefusedUnavailable},
	} {
		if got := OutcomeOf(c.err); got != c.want {
			t.Errorf("%v: %s, want %s", c.err, got, c.want)
		}
	}
}

func TestDroppedBySDK(t *testing.T) {
	for reason, want := range map[string]Outcome{
		"sample_rate": "sdk_sample_rate", "": "sdk_other", "made up": "sdk_other",
	} {
		if got := DroppedBySDK(reason); got != want {
			t.Errorf("%q: %s, want %s", reason, got, want)
		}
	}
}
