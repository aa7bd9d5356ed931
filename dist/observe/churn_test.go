package observe_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// While processes come, crash, restart and go, every question has an answer.
func TestChurn(t *testing.T) {
	sys, ask := alone(t, observe.Config{})
	stop := make(chan struct{})
	var churn, askers sync.WaitGroup
	for c := range 2 {
		churn.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				sup, err := supervisor.Start(t.Context(), sys, supervisor.Spec{Children: children("a", "b", "c")}, actor.Named(fmt.Sprint("sup ", c, i)))
				if err != nil {
					t.Error(err)
					return
				}
				for b := range sys.Briefs() {
					if b.Parent == sup {
						sys.Exit(b.PID, actor.Kill)
						break
					}
				}
				sys.Exit(sup, actor.Shutdown)
			}
		})
	}
	for range 4 {
		askers.Go(func() {
			for range 10 {
				_, err1 := ask.Node(t.Context(), "")
				_, err2 := ask.Tree(t.Context(), "")
				_, err3 := ask.Processes(t.Context(), "", observe.ByAge, observe.Page{})
				_, err4 := ask.Names(t.Context(), "", observe.Page{})
				for _, err := range []error{err1, err2, err3, err4} {
					if err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	askers.Wait()
	close(stop)
	churn.Wait()
}
