package mesher

import (
	"strings"
	"testing"
)

func TestLiveFilter(t *testing.T) {
	for _, c := range []struct {
		filter             LiveFilter
		level, environment string
		want               bool
	}{
		{LiveFilter{}, "error", "", true},
		{LiveFilter{}, "debug", "production", true},
		{LiveFilter{Level: "error"}, "error", "production", true},
		{LiveFilter{Level: "error"}, "fatal", "production", false},
		{LiveFilter{Environment: "production"}, "info", "production", true},
		{LiveFilter{Environment: "production"}, "info", "", false},
		{LiveFilter{"error", "production"}, "error", "production", true},
		{LiveFilter{"error", "production"}, "error", "test", false},
		{LiveFilter{"error", "production"}, "info", "production", false},
	} {
		if err := c.filter.Check(); err != nil {
			t.Errorf("%+v: %v", c.filter, err)
		}
		if got := c.filter.Lets(c.level, c.environment); got != c.want {
			t.Errorf("%+v lets an event of %s, %q: %v", c.filter, c.level, c.environment, got)
		}
	}
	for _, bad := range []LiveFilter{
		{Level: "ERROR"}, {Level: "all"}, {Level: strings.Repeat("x", 1<<20)}, {Environment: strings.Repeat("x", maxLabel+1)},
	} {
		if err := bad.Check(); KindOf(err) != Invalid || len(err.Error()) > 200 {
			t.Errorf("%.40v: %.300v", bad, err)
		}
	}
}
