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
	// recheck is how long the database may take to confirm a known key before the
	// key is accepted anyway.
	recheck = time.Second
	// tellWithin bounds the wait for other nodes that should forget something.
	tellWithin = time.Second
)

// Authenticate finds the project that a key opens. A value that is not valid text
// is no key, and some databases would not say so. The error is of the kind
// Unauthorized or, if the key was not known before, what kept the database from
// answering.
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
	// Of several that asked at once, another may have got an answer.
	if held = p.held(ctx, value); held.known {
		return held.project, held.key, nil
	}
	return mesher.Project{}, mesher.Key{}, refusal(err)
}

// held returns what the ring knows of a key. Without the ring every key is looked
// up in the database: slower, but correct.
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

// Forget makes the next event of a project see its keys and settings as they are
// in the database. Call it after revoking a key or changing settings: once it has
// returned, no later event is judged by the old ones, here or on a node that is
// connected to this one and answers.
func (p *Pipeline) Forget(ctx context.Context, project mesher.ProjectID) error {
	if _, err := ask[any](ctx, p.sys, KeyRing, ForgetProject{project}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, tellWithin)
	defer cancel()
	var told sync.WaitGroup
	for _, peer := range p.config.Peers() {
		told.Go(func() {
			// A node that is not told, or can't answer, asks the database again when what
			// it knows is no longer fresh.
			service.Call[any](ctx, p.sys, KeyRing+"@"+peer, ForgetProject{project})
		})
	}
	told.Wait()
	return nil
}
