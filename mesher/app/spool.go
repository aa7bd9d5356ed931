package app

import (
	"context"

	"github.com/mesh-actors/mesh/mesher/spool"
)

// openSpool opens the spool, and logs what of it can't be read.
func (p *program) openSpool() (*spool.Spool, error) {
	report := func(d spool.Damage) {
		if d.Tail {
			p.config.Log.Info("a write to the spool was cut short, before anybody was answered", "file", d.File, "offset", d.Offset, "bytes", d.Bytes)
			return
		}
		p.config.Log.Error("a part of the spool is damaged, and was passed over", "file", d.File, "offset", d.Offset, "bytes", d.Bytes)
	}
	return spool.Open(p.config.spool(), spool.Config{MaxBytes: p.config.SpoolMax, Report: report})
}

// ready returns why events should not be sent here now: the program is about to
// stop, or the database does not answer and the spool is half full. Other nodes
// may have a better database, and events that come all the same still find room.
func (p *program) ready(ctx context.Context) error {
	if p.leaving.Load() {
		return errLeaving
	}
	err := p.store.Ping(ctx)
	if err != nil && p.spool.Held() < p.config.SpoolMax/2 {
		return nil
	}
	return err
}
