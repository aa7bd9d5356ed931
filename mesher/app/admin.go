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

// admin is the store for callers who manage projects. Their changes take effect
// at once for incoming events, on every node that this one is connected to. Other
// nodes notice within seconds.
type admin struct {
	mesher.Store
	pipeline *ingest.Pipeline
	streams  *live.Streams
}

// forgetWithin bounds the wait for a change to take effect.
const forgetWithin = 5 * time.Second

// forget makes a change take effect, even if the caller does not wait.
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

// DeleteProject removes a project. Its keys are invalid from the start, and its
// live streams end.
func (a admin) DeleteProject(ctx context.Context, project mesher.ProjectID) error {
	err := a.Store.DeleteProject(ctx, project)
	a.streams.Doubt(ctx, live.Doubt{Project: project})
	return errors.Join(err, a.forget(ctx, project))
}

// RevokeKey revokes a key.
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

// greet tells whoever started the program where it is, and how to make the first
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
