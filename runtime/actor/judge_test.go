package actor

import (
	"errors"
	"fmt"
	"testing"
)

// The effects of an exit signal, by the contract's numbers.
func TestJudge(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		says                         string
		reason                       error
		trapping, overLink, fromSelf bool
		want                         verdict
	}{
		{"S9: normal is dropped", Normal, false, false, false, ignore},
		{"S9: also over a link", Normal, false, true, false, ignore},
		{"S9: but not from oneself", Normal, false, false, true, leave},
		{"S9: nor by who traps", Normal, true, false, false, tell},
		{"S10: who traps is told", boom, true, false, false, tell},
		{"S10: over a link as well", boom, true, true, false, tell},
		{"S11: who does not trap leaves", boom, false, true, false, leave},
		{"S11: for a shutdown too", Shutdown, false, false, false, leave},
		{"S12: kill", Kill, false, false, false, kill},
		{"S12: can't be trapped", Kill, true, false, false, kill},
		{"S12: not even one's own", Kill, true, false, true, kill},
		{"S13: over a link it can", Kill, true, true, false, tell},
		{"S13: and is a reason like others", Kill, false, true, false, leave},
		{"killed is no kill", Killed, true, false, false, tell},
		{"an error about kill is no kill", fmt.Errorf("by %w", Kill), true, false, false, tell},
		{"an error about normal is not normal", fmt.Errorf("not %w", Normal), false, true, false, leave},
	} {
		if got := judge(c.reason, c.trapping, c.overLink, c.fromSelf); got != c.want {
			t.Errorf("%s: got %v, want %v", c.says, got, c.want)
		}
	}
}

func TestIsFault(t *testing.T) {
	for _, c := range []struct {
		reason error
		want   bool
	}{
		{Normal, false},
		{Shutdown, false},
		{ShutdownBecause(errors.New("the sun sets")), false},
		{Killed, true},
		{errors.New("boom"), true},
		{&PanicError{Value: Normal}, true},
		{&CallError{Reason: Normal}, true},
		{&StartError{Reason: Shutdown}, true},
	} {
		if got := IsFault(c.reason); got != c.want {
			t.Errorf("%v: got %v, want %v", c.reason, got, c.want)
		}
	}
	sun := errors.New("the sun sets")
	if err := ShutdownBecause(sun); !errors.Is(err, Shutdown) || !errors.Is(err, sun) {
		t.Errorf("%v lost what it is made of", err)
	}
}
