package ingest

import (
	"maps"
	"math/rand/v2"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

const (
	// freshFor is how long a key is valid without asking the database again. Changes
	// are dropped from the ring at once, by [Pipeline.Forget]; a key revoked on
	// another node may open its project for this long if the news did not arrive.
	freshFor = 10 * time.Second
	// keptFor is how long a key is valid while the database can't be asked.
	keptFor = 24 * time.Hour
	// maxKeys bounds the remembered keys.
	maxKeys = 10_000
	// refusedFor is how long a value that opens nothing is refused without asking
	// the database, so that a program with a revoked key, or an attacker who
	// guesses, costs it nothing. A key created meanwhile works a moment later.
	refusedFor = time.Second
	// maxRefused bounds the remembered values that open nothing.
	maxRefused = 10_000
)

// Requests to the key ring, and what it is told by those that asked the database.
type (
	findKey  struct{ value string } // the reply is a knownKey
	learnKey struct {
		grant grant
		at    edition
	}
	refuseKey struct{ value string } // it opens nothing
)

// ForgetProject makes a key ring, here or on another node, forget what it knows
// of a project. It replies when that is done.
type ForgetProject struct{ Project mesher.ProjectID }

// An edition of the ring ends when a project is forgotten. A database's answer to
// a question from an earlier edition may be older than the change, and is
// discarded.
type edition uint64

// A grant is a valid key and what it opens.
type grant struct {
	key     mesher.Key
	project mesher.Project
}

// A knownKey is what the ring knows of a key.
type knownKey struct {
	grant
	known bool
	wrong bool // the value opened nothing a moment ago
	ask   bool // this caller should ask the database again
	at    edition
}

// keyRing is the service that remembers valid keys. It never asks the database
// itself: a caller that does not find its key here does, and reports the answer.
type keyRing struct {
	keys    map[string]*heldKey
	refused map[string]time.Time // values that open nothing, and until when that is believed
	at      edition
}

type heldKey struct {
	grant
	learned, askAgain time.Time
}

// newKeyRing starts with an edition that no earlier ring had.
func newKeyRing() *keyRing {
	return &keyRing{keys: make(map[string]*heldKey), refused: make(map[string]time.Time), at: edition(rand.Uint64())}
}

func (r *keyRing) HandleCall(_ *actor.Process, request any) (any, error) {
	switch m := request.(type) {
	case findKey:
		found := r.find(m.value, time.Now())
		found.at = r.at
		return found, nil
	case ForgetProject:
		r.forget(m.Project)
		return nil, nil
	}
	return nil, service.Unknown(request)
}

func (r *keyRing) HandleCast(_ *actor.Process, msg any) error {
	switch m := msg.(type) {
	case learnKey:
		if m.at == r.at {
			r.learn(m.grant, time.Now())
		}
	case refuseKey:
		r.refuse(m.value, time.Now())
	}
	return nil
}

// find looks a key up. If it is no longer fresh, one of its callers is told to
// ask the database; the others go on with what is known.
func (r *keyRing) find(value string, now time.Time) knownKey {
	h, ok := r.keys[value]
	if !ok || now.Sub(h.learned) > keptFor {
		return knownKey{wrong: now.Before(r.refused[value])}
	}
	ask := now.After(h.askAgain)
	if ask {
		h.askAgain = now.Add(freshFor)
	}
	return knownKey{grant: h.grant, known: true, ask: ask}
}

func (r *keyRing) learn(g grant, now time.Time) {
	delete(r.refused, g.key.Value)
	if _, ok := r.keys[g.key.Value]; !ok && len(r.keys) >= maxKeys {
		r.drop()
	}
	r.keys[g.key.Value] = &heldKey{grant: g, learned: now, askAgain: now.Add(freshFor)}
}

// refuse remembers a value that opens nothing. If there are too many it starts
// over, and the database is asked again for each.
func (r *keyRing) refuse(value string, now time.Time) {
	delete(r.keys, value)
	if len(r.refused) >= maxRefused {
		maps.DeleteFunc(r.refused, func(_ string, until time.Time) bool { return !now.Before(until) })
	}
	if len(r.refused) >= maxRefused {
		clear(r.refused)
	}
	r.refused[value] = now.Add(refusedFor)
}

// forget drops everything known of a project's keys.
func (r *keyRing) forget(project mesher.ProjectID) {
	maps.DeleteFunc(r.keys, func(_ string, h *heldKey) bool { return h.project.ID == project })
	r.at++
}

// sampled is how many keys drop chooses from.
const sampled = 8

// drop makes room by removing the oldest of a few keys. Which keys a map yields
// first is random, and nearly as good as looking at all of them.
func (r *keyRing) drop() {
	oldest, looked := "", 0
	for value, h := range r.keys {
		if oldest == "" || h.learned.Before(r.keys[oldest].learned) {
			oldest = value
		}
		if looked++; looked == sampled {
			break
		}
	}
	delete(r.keys, oldest)
}
