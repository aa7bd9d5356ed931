package app

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/live"
)

// admin is the store to those who manage projects: what they change holds from
// then on for the events that come in, on every node that this one sees. Those
// that it does not see notice within seconds.
type admin struct {
	mesher.Store
	pipeline *ingest.Pipeline
	streams  *live.Streams
}

// forgetWithin bounds the wait for what was changed to hold.
const forgetWithin = 5 * time.Second

// forget has what was changed hold, also when whoever changed it does not wait.
func (a admin) forget(ctx context.Context, project mesher.ProjectID) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetWithin)
	defer cancel()
	return a.pipeline.Forget(ctx, project)
}

// SaveSettings changes a project's settings.
func (a admin) SaveSettings(ctx context.Context, project mesher.ProjectID, s mesher.Settings) error {
	if err := a.Store.SaveSettings(ctx, project, s); err != nil {
		return err
	}
	return a.forget(ctx, project)
}

// DeleteProject removes a project, whose keys are useless from the start, and which
// nobody watches any more.
func (a admin) DeleteProject(ctx context.Context, project mesher.ProjectID) error {
	err := a.Store.DeleteProject(ctx, project)
	a.streams.Doubt(ctx, live.Doubt{Project: project})
	return errors.Join(err, a.forget(ctx, project))
}

// RevokeKey makes a key useless.
func (a admin) RevokeKey(ctx context.Context, id uuid.UUID) error {
	key, err := a.Store.Key(ctx, id)
	if err != nil {
		return err
	}
	if err := a.Store.RevokeKey(ctx, id); err != nil {
		return err
	}
	return a.forget(ctx, key.ProjectID)
}

// greet tells who started the program where it is, and how to make the first
// account.
func (p *program) greet(ctx context.Context) error {
	claimed, err := p.store.Claimed(ctx)
	if err != nil {
		return err
	}
	setup := ""
	if !claimed {
		setup = p.gate.SetupSecret().Reveal()
	}
	p.address.greet(p.config.Greeting, setup)
	return nil
}
