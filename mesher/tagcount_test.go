package mesher

import (
	"fmt"
	"testing"
)

func TestTagCounter(t *testing.T) {
	var c TagCounter
	if got := c.Breakdown(); got == nil || len(got) != 0 || c.Values("os", 20) == nil {
		t.Errorf("of no events the breakdown is %v", got)
	}
	for n := range 30 {
		c.Add(map[string]string{"os": []string{"linux", "mac", "linux"}[n%3], "request": fmt.Sprint(n)})
	}
	c.Add(nil)
	if got, want := fmt.Sprint(c.Values("os", 20)), "[{linux 20} {mac 10}]"; got != want {
		t.Errorf("the values are %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(c.Values("request", 2)), "[{0 1} {1 1}]"; got != want {
		t.Errorf("the values are %s, want %s", got, want)
	}
	got := c.Breakdown()
	if len(got) != 2 || got[0].Key != "os" || len(got[1].Values) != maxBreakdownValues || c.Events != 31 {
		t.Errorf("the breakdown of %d is %v", c.Events, got)
	}
}
