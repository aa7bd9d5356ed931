package ops

import (
	"net/http"
	"testing"
	"time"
)

// Events that load balancers would send elsewhere go there at once; between
// rounds and while a limit holds there is a pause, and after the time there is no
// retry.
func TestBackoff(t *testing.T) {
	const ms = time.Millisecond
	now := time.Now()
	for _, c := range []struct {
		about string
		reply
		round  bool
		paused time.Duration // before
		left   time.Duration
		after  time.Duration
		again  bool
	}{
		{about: "nobody there", left: time.Second, again: true},
		{about: "502", reply: reply{status: 502}, left: time.Second, again: true},
		{about: "503", reply: reply{status: 503, after: time.Hour}, left: time.Second, again: true},
		{about: "504", reply: reply{status: 504}, left: time.Second, again: true},
		{about: "a first round", round: true, left: time.Second, after: 10 * ms, again: true},
		{about: "a second one", round: true, paused: 10 * ms, left: time.Second, after: 20 * ms, again: true},
		{about: "the hundredth", round: true, paused: time.Second, left: time.Minute, after: time.Second, again: true},
		{about: "the last", round: true, paused: 80 * ms, left: 100 * ms, after: 100 * ms, again: true},
		{about: "too late", round: true, left: -1},
		{about: "too late for the others", left: -1},
		{about: "a limit", reply: reply{status: 429, after: time.Second}, left: time.Second, after: time.Second, again: true},
		{about: "one for longer than that", reply: reply{status: 429, after: 2 * time.Second}, left: time.Second},
		{about: "one without an end", reply: reply{status: 429}, left: time.Second},
		{about: "accepted", reply: reply{status: 202}, left: time.Second},
		{about: "wrong", reply: reply{status: 400}, left: time.Second},
		{about: "our bug", reply: reply{status: 500}, left: time.Second},
	} {
		b := backoff{until: now.Add(c.left), pause: c.paused}
		begin, again := b.next(now, c.reply, c.round)
		if again != c.again || again && begin.Sub(now) != c.after {
			t.Errorf("%s: after %v, %v; want %v, %v", c.about, begin.Sub(now), again, c.after, c.again)
		}
	}
}

func TestWaitOf(t *testing.T) {
	for said, want := range map[string]time.Duration{
		"": 0, "0": 0, "7": 7 * time.Second, "-1": 0, "soon": 0, "99999999999999999999": 0,
		time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat): 0,
	} {
		if got := waitOf(http.Header{"Retry-After": {said}}); got != want {
			t.Errorf("%q: %v, want %v", said, got, want)
		}
	}
	date := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	if got := waitOf(http.Header{"Retry-After": {date}}); got < 59*time.Minute || got > time.Hour {
		t.Errorf("%q: %v", date, got)
	}
}

// An event goes to servers with its key, in turn; targets on one server share a
// connection to it.
func TestTargets(t *testing.T) {
	var to []Destination
	for _, dsn := range []string{"http://a@one/1", "http://b@one/2", "http://a@two/1", "http://b@two/2", "http://a@three/1", "http://c@one/3"} {
		d, err := ParseDSN(dsn)
		if err != nil {
			t.Fatal(err)
		}
		to = append(to, d)
	}
	targets := targetsOf(to, 30*time.Second)
	for i, want := range []struct {
		next, line int
		within     time.Duration
	}{
		{2, 0, 10 * time.Second}, {3, 0, 15 * time.Second}, {4, 2, 10 * time.Second}, {1, 2, 15 * time.Second}, {0, 4, 10 * time.Second}, {5, 0, 30 * time.Second},
	} {
		if got := targets[i]; got.next != want.next || got.line != want.line || got.within != want.within {
			t.Errorf("%d: next %d, line %d, within %v; want %+v", i, got.next, got.line, got.within, want)
		}
	}
	for retry, want := range map[time.Duration]time.Duration{0: answerWithin, time.Millisecond: shortestTry, time.Hour: answerWithin} {
		if got := targetsOf(to, retry)[0].within; got != want {
			t.Errorf("with %v an answer may take %v, want %v", retry, got, want)
		}
	}
}
