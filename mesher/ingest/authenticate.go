package ingest

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/service"
)

const (
	// maxKeyValue is longer than any key.
	maxKeyValue = 128
	// recheck is how long the database may take to confirm a known key before
	// that is taken as good.
	recheck = time.Second
	// tellWithin bounds how long other nodes are waited for that should forget
	// something.
	tellWithin = time.Second
)

// Authenticate finds the project that a key opens. What is no text is none, and
// some databases would not say so. An error is of the kind
// Unauthorized, or what kept the database from answering when the key was not
// known before.
func (p *Pipeline) Authenticate(ctx context.Context, value string) (mesher.Project, mesher.Key, error) {
	if value == "" || len(value) > maxKeyValue || !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		return mesher.Project{}, mesher.Key{}, unauthorized()
	}
	held := p.held(ctx, value)
	if held.known && !held.ask {
		return held.project, held.key, nil
	}
	if held.wrong {
		return mesher.Project{}, mesher.Key{}, unauthorized()
	}
	wait := p.config.Patience
	if held.known {
		wait = min(wait, recheck)
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	key, project, err := p.config.Store.KeyByValue(ctx, value)
	switch {
	case err == nil:
		service.Cast(p.sys, KeyRing, learnKey{grant{key, project}, held.at})
		return project, key, nil
	case mesher.KindOf(err) == mesher.NotFound:
		service.Cast(p.sys, KeyRing, refuseKey{value})
		return mesher.Project{}, mesher.Key{}, unauthorized()
	case held.known:
		return held.project, held.key, nil
	}
	// Of several who asked at once, somebody may have had an answer.
	if held = p.held(ctx, value); held.known {
		return held.project, held.key, nil
	}
	return mesher.Project{}, mesher.Key{}, refusal(err)
}

// held is what the ring knows of a key. Without the ring every key is asked for:
// slower, and as good.
func (p *Pipeline) held(ctx context.Context, value string) knownKey {
	held, err := service.Call[knownKey](ctx, p.sys, KeyRing, findKey{value})
	if err != nil {
		return knownKey{}
	}
	return held
}

func unauthorized() error {
	return mesher.Errorf(mesher.Unauthorized, "this key opens no project: it is wrong, or was revoked")
}

// Forget has the next event of a project see its keys and settings as they are
// in the database. Whoever revokes a key or changes settings calls it
// afterwards: when it returns, no event that comes later gets by on what was,
// here or on a node that this one is connected to and that answers.
func (p *Pipeline) Forget(ctx context.Context, project mesher.ProjectID) error {
	if _, err := ask[any](ctx, p.sys, KeyRing, ForgetProject{project}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, tellWithin)
	defer cancel()
	var told sync.WaitGroup
	for _, peer := range p.config.Peers() {
		told.Go(func() {
			// A node that does not hear of it, or can't say so, asks the database again
			// when what it knows is no longer fresh.
			service.Call[any](ctx, p.sys, KeyRing+"@"+peer, ForgetProject{project})
		})
	}
	told.Wait()
	return nil
}
