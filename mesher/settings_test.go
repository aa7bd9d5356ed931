package mesher_test

import (
	"math"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestSettingsAreChecked(t *testing.T) {
	for _, s := range []mesher.Settings{{}, {RateLimitPerMinute: 1, SampleRate: 1, RetentionDays: 3650}, {SampleRate: 1e-9}} {
		if err := s.Check(); err != nil {
			t.Errorf("%+v: %v", s, err)
		}
	}
	for _, s := range []mesher.Settings{
		{RateLimitPerMinute: -1}, {RateLimitPerMinute: 1_000_001},
		{SampleRate: -0.1}, {SampleRate: 1.1}, {SampleRate: math.NaN()}, {SampleRate: math.Inf(1)},
		{RetentionDays: -1}, {RetentionDays: 3651},
	} {
		if err := s.Check(); mesher.KindOf(err) != mesher.Invalid {
			t.Errorf("%+v: %v", s, err)
		}
	}
}
