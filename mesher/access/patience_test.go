package access

import (
	"strconv"
	"testing"
	"time"
)

func TestPatienceForgets(t *testing.T) {
	now := time.Unix(1e9, 0)
	p := newPatience(3, time.Minute)
	for range 3 {
		if p.take("ada", now) != 0 {
			t.Fatal("no patience with the first guesses")
		}
	}
	if got := p.take("ada", now); got != time.Minute {
		t.Errorf("the wait is %s, want a minute", got)
	}
	if p.take("eve", now) != 0 {
		t.Error("eve pays for ada")
	}
	p.giveBack("ada")
	if p.take("ada", now) != 0 {
		t.Error("a right guess costs something")
	}
	for i := range 3 * fewKeys {
		p.take(strconv.Itoa(i), now.Add(time.Duration(i)*time.Second))
	}
	if n := len(p.full); n > 2*fewKeys {
		t.Errorf("%d keys are remembered of those that were forgiven", n)
	}
}

func TestPatienceIsBounded(t *testing.T) {
	now := time.Unix(1e9, 0)
	p := newPatience(2, time.Minute)
	for i := range mostKeys + 10 {
		p.take(strconv.Itoa(i), now)
	}
	if n := len(p.full); n > mostKeys+1 {
		t.Errorf("%d keys are remembered", n)
	}
	if p.take("one more", now) == 0 {
		t.Error("whoever makes up addresses guesses on")
	}
}
