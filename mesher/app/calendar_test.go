package app

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// days is a database that remembers for when it was prepared.
type days struct {
	at   []time.Time
	fail bool
}

func (d *days) Prepare(_ context.Context, now time.Time) error {
	d.at = append(d.at, now)
	if d.fail {
		return errors.New("no connection")
	}
	return nil
}

// Room is made for a week ahead, and kept so: at the start, every day, each
// minute while it fails, and after the service was killed.
func TestTheCalendar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d days
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(t.Context())
		_, err := supervisor.Start(t.Context(), sys, supervisor.Spec{Children: []supervisor.Child{
			{ID: "calendar", Start: service.Run(func() service.Server { return calendar{&d} }).With(actor.Named("calendar"))},
		}})
		if err != nil {
			t.Fatal(err)
		}
		after := func(pause time.Duration, want int) {
			t.Helper()
			time.Sleep(pause)
			synctest.Wait()
			if len(d.at) != want {
				t.Errorf("prepared %d times, want %d: %v", len(d.at), want, d.at)
			}
		}
		after(0, 1)
		after(10*prepareEvery, 11)
		d.fail = true
		after(prepareEvery+2*prepareAgain, 14)
		d.fail = false
		after(prepareAgain, 15)
		after(prepareEvery-time.Nanosecond, 15)
		pid, _ := sys.Whereis("calendar")
		sys.Exit(pid, actor.Kill)
		after(time.Minute, 16)
	})
}
