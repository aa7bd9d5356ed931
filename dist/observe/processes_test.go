package observe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Pages of processes: each order, and all of them on one page or another.
func TestProcesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys, ask := alone(t, observe.Config{})
		release := make(chan struct{})
		defer close(release)
		const many = 30
		for i := range many {
			pid := sys.Spawn(func(p *actor.Process) error {
				for range i % 7 {
					p.Receive()
				}
				<-release
				return nil
			}, actor.Named(fmt.Sprint("worker ", i)))
			for range i%7 + i%5 {
				sys.Send(pid, "work")
			}
		}
		synctest.Wait()
		all := func(by observe.Order, limit int) (ps []observe.Process) {
			page := observe.Page{Limit: limit}
			for {
				got, err := ask.Processes(t.Context(), "", by, page)
				if err != nil || len(got.Items) > limit || got.Total != many+1 {
					t.Fatalf("%s: %+v, %v", by, got, err)
				}
				ps = append(ps, got.Items...)
				if page.After = got.Next; page.After == "" {
					return ps
				}
			}
		}
		for _, limit := range []int{1, 7, many, many + 1, 200} {
			for by, key := range map[observe.Order]func(observe.Process) int{
				observe.ByMailbox:  func(p observe.Process) int { return p.Mailbox },
				observe.ByMessages: func(p observe.Process) int { return int(p.Messages) },
				observe.ByAge:      func(observe.Process) int { return 0 },
			} {
				got := all(by, limit)
				seen := map[actor.PID]bool{}
				for _, p := range got {
					if strings.HasPrefix(strings.Join(p.Names, ""), "worker") { // the observer's own figures change as it is asked
						seen[p.PID] = true
					}
				}
				if len(seen) != many || by != observe.ByMessages && len(got) != many+1 {
					t.Errorf("%s by %d: %d processes, %d of them different workers", by, limit, len(got), len(seen))
				}
				workers := slices.DeleteFunc(got, func(p observe.Process) bool { return !seen[p.PID] })
				if !slices.IsSortedFunc(workers, func(a, b observe.Process) int { return key(b) - key(a) }) {
					t.Errorf("%s by %d: not in order: %+v", by, limit, got)
				}
			}
		}
		busiest := all(observe.ByMailbox, 1)[0]
		if busiest.Mailbox != 4 || busiest.State != actor.Running || busiest.Kind != "func" || busiest.Names[0] != "worker 4" {
			t.Errorf("the busiest: %+v", busiest)
		}
	})
}

// An answer is bounded, however much there is to say.
func TestAnswerIsBounded(t *testing.T) {
	sys, ask := alone(t, observe.Config{Figures: nil})
	ugly := strings.Repeat("\"\x00\u2028<\\é\xff", 1000)
	for i := range 500 {
		sys.Spawn(waits, actor.Named(fmt.Sprint(i, ugly)), actor.Named(fmt.Sprint(i, "b", ugly)))
	}
	got, err := ask.Processes(t.Context(), "", observe.ByAge, observe.Page{Limit: 1 << 40})
	if err != nil || len(got.Items) != 200 || got.Next == "" {
		t.Errorf("%d processes, %v", len(got.Items), err)
	}
	for _, p := range got.Items {
		for _, name := range p.Names {
			if len(name) > 200 || strings.ContainsAny(name, "\x00\n\u2028") || !utf8.ValidString(name) {
				t.Fatalf("a name: %q", name)
			}
		}
	}
	if _, err := ask.Processes(t.Context(), "", "size", observe.Page{}); err == nil {
		t.Error("there is no such order")
	}
	if _, err := ask.Processes(t.Context(), "", observe.ByAge, observe.Page{After: "yesterday"}); err == nil {
		t.Error("no page ends there")
	}
	if _, err := ask.Processes(t.Context(), "", observe.ByAge, observe.Page{After: strings.Repeat("1", 8<<10)}); err == nil {
		t.Error("a question of 8 KB was answered")
	}
}
