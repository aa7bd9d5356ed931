package wire

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// over returns a reason as the other side gets it.
func over(t testing.TB, reason error) error {
	t.Helper()
	c := cursor{b: appendReason(nil, reason)}
	got := c.reason()
	if c.err != nil || len(c.b) > 0 {
		t.Fatalf("%v: %v, %d bytes left", reason, c.err, len(c.b))
	}
	return got
}

func TestReasons(t *testing.T) {
	disk := errors.New("disk full")
	for _, c := range []struct {
		reason error
		is     []error // these and no others of known
	}{
		{actor.Normal, []error{actor.Normal}},
		{actor.Shutdown, []error{actor.Shutdown}},
		{actor.Kill, []error{actor.Kill}},
		{actor.Killed, []error{actor.Killed}},
		{actor.NoProc, []error{actor.NoProc}},
		{actor.NoConnection, []error{actor.NoConnection}},
		{actor.Reason("tired"), []error{actor.Reason("tired")}},
		{disk, nil},
		{fmt.Errorf("write: %w", actor.Normal), []error{actor.Normal}},
		{errors.Join(actor.NoProc, context.Canceled), []error{actor.NoProc, context.Canceled}},
		{actor.ShutdownBecause(disk), []error{actor.Shutdown}},
		{actor.ShutdownBecause(context.DeadlineExceeded), []error{actor.Shutdown, context.DeadlineExceeded}},
		{actor.ShutdownBecause(actor.ShutdownBecause(actor.Killed)), []error{actor.Shutdown, actor.Killed}},
		{&actor.PanicError{Value: "ouch", Stack: []byte("stack")}, nil},
		{&actor.PanicError{Value: actor.NoProc}, []error{actor.NoProc}},
		{&actor.PanicError{Value: actor.Normal}, nil}, // a panic is no good end
		{&actor.CallError{Name: "printer", Reason: actor.NoProc}, []error{actor.NoProc}},
	} {
		got := over(t, over(t, c.reason)) // and passed on to a third node
		if got.Error() != c.reason.Error() {
			t.Errorf("%v came as %v", c.reason, got)
		}
		if actor.IsFault(got) != actor.IsFault(c.reason) {
			t.Errorf("%v is a fault: %v", c.reason, actor.IsFault(got))
		}
		for _, k := range known() {
			want := false
			for _, is := range c.is {
				want = want || is == k
			}
			if errors.Is(got, k) != want {
				t.Errorf("%v is %v: %v", c.reason, k, !want)
			}
		}
		for _, is := range c.is {
			if !errors.Is(got, is) {
				t.Errorf("%v is no longer %v", c.reason, is)
			}
		}
	}
	if got := over(t, nil); got != nil {
		t.Errorf("none came as %v", got)
	}
	later := &RemoteError{Text: "what a later version knows", is: 1 << 40}
	if got, _ := errors.AsType[*RemoteError](over(t, fmt.Errorf("passed on: %w", later))); got == nil || got.is != later.is {
		t.Errorf("%#v came as %#v", later, got)
	}
	p, ok := errors.AsType[*actor.PanicError](over(t, &actor.PanicError{Value: 42, Stack: []byte("stack")}))
	if !ok || string(p.Stack) != "stack" || p.Error() != "panic: 42" {
		t.Errorf("a panic came as %v", p)
	}
}

// Long reasons are cut, deep ones are flattened, and ones that panic are
// reported.
func TestReasonBounds(t *testing.T) {
	deep := error(actor.Normal)
	for range 100 {
		deep = actor.ShutdownBecause(deep)
	}
	long := "x" + strings.Repeat("ü", maxReasonStack)
	for _, reason := range []error{
		deep, errors.New(long), actor.Reason(long), &actor.PanicError{Value: long, Stack: []byte(long)}, broken{}, (*actor.CallError)(nil),
	} {
		if b := appendReason(nil, reason); len(b) > maxReasonText+maxReasonStack+64 {
			t.Errorf("a reason of %d bytes", len(b))
		}
		got := over(t, reason)
		if got == nil || strings.ContainsRune(got.Error(), '\uFFFD') {
			t.Errorf("came as %v", got)
		}
	}
	if got := over(t, deep); !errors.Is(got, actor.Shutdown) || !errors.Is(got, actor.Normal) {
		t.Errorf("the deep one came as %v", got)
	}
}

type broken struct{}

func (broken) Error() string { panic("no text") }

func FuzzReason(f *testing.F) {
	for _, reason := range []error{
		nil, actor.Normal, errors.New("x"), actor.ShutdownBecause(actor.ShutdownBecause(errors.New("y"))),
		&actor.PanicError{Value: "z", Stack: []byte("stack")},
	} {
		f.Add(appendReason(nil, reason))
	}
	f.Add(make([]byte, 100))
	f.Add([]byte(strings.Repeat("\x02", 100)))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := cursor{b: b}
		reason := c.reason()
		if c.err != nil {
			return
		}
		if again := over(t, reason); (again == nil) != (reason == nil) {
			t.Fatalf("%v came back as %v", reason, again)
		}
	})
}
