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
	// freshFor is how long a key is good without asking the database again. What
	// is changed is forgotten at once, by [Pipeline.Forget]; so long may a key that
	// was revoked on another node still open its project, when the news of that did
	// not arrive.
	freshFor = 10 * time.Second
	// keptFor is how long a key is good while the database can't be asked.
	keptFor = 24 * time.Hour
	// maxKeys bounds the keys remembered.
	maxKeys = 10_000
	// refusedFor is how long a value that opens nothing is refused without asking
	// the database: a program with a key that was revoked, or somebody who
	// guesses, costs it nothing. A key made meanwhile works a moment later.
	refusedFor = time.Second
	// maxRefused bounds the values remembered that open nothing.
	maxRefused = 10_000
)

// What the key ring is asked, and told when somebody asked the database.
type (
	findKey  struct{ value string } // answered with knownKey
	learnKey struct {
		grant grant
		at    edition
	}
	refuseKey struct{ value string } // it opens nothing
)

// ForgetProject has a key ring, here or on another node, forget what it knows of
// a project. It is answered when that is done.
type ForgetProject struct{ Project mesher.ProjectID }

// An edition of the ring ends when a project is forgotten. An answer of the
// database to a question from an earlier one may be older than the change, and
// is not learned.
type edition uint64

// A grant is a good key and what it opens.
type grant struct {
	key     mesher.Key
	project mesher.Project
}

// A knownKey is what the ring knows of a key.
type knownKey struct {
	grant
	known bool
	wrong bool // a moment ago it opened nothing
	ask   bool // the one who is told this should ask the database anew
	at    edition
}

// keyRing is the service that remembers good keys. It never asks the database
// itself: whoever does not find a key here does that, and tells.
type keyRing struct {
	keys    map[string]*heldKey
	refused map[string]time.Time // values that open nothing, and until when that is believed
	at      edition
}

type heldKey struct {
	grant
	learned, askAgain time.Time
}

// newKeyRing begins with an edition that no ring before it had.
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

// find looks a key up. Of all who ask for one that is no longer fresh, one is
// told to ask the database; the others go on with what is known.
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

// refuse remembers a value that opens nothing. With too many of them it begins
// anew, and the database is asked again for each.
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

// forget drops what is known of a project's keys.
func (r *keyRing) forget(project mesher.ProjectID) {
	maps.DeleteFunc(r.keys, func(_ string, h *heldKey) bool { return h.project.ID == project })
	r.at++
}

// sampled is among how many keys drop picks.
const sampled = 8

// drop makes room, by the oldest of a few keys: which ones a map yields first is
// chance, and nearly as good as looking at all of them.
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
