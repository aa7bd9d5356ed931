package app

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

// admin is the store to those who manage projects: what they change holds at
// once for the events that come in here. Other nodes notice within seconds.
type admin struct {
	mesher.Store
	pipeline *ingest.Pipeline
}

// SaveSettings changes a project's settings.
func (a admin) SaveSettings(ctx context.Context, project mesher.ProjectID, s mesher.Settings) error {
	if err := a.Store.SaveSettings(ctx, project, s); err != nil {
		return err
	}
	return a.pipeline.Forget(ctx, project)
}

// DeleteProject removes a project, whose keys are useless from the start.
func (a admin) DeleteProject(ctx context.Context, project mesher.ProjectID) error {
	err := a.Store.DeleteProject(ctx, project)
	return errors.Join(err, a.pipeline.Forget(context.WithoutCancel(ctx), project))
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
	return a.pipeline.Forget(ctx, key.ProjectID)
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
