package postgres

import (
	"sync"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// homes remembers which issue the events of a hash go to, so that a batch of
// known errors is written without asking. It is a guess: each batch checks in
// its transaction that the hashes and issues still are as remembered, and is
// undone and put together anew if they are not.
//
// It holds up to two generations of maxHomes; when the young one is full, it
// becomes the old one, and entries not used meanwhile are forgotten.
type homes struct {
	mu         sync.Mutex
	young, old map[hashKey]uuid.UUID
}

// maxHomes bounds a generation: about 5 MB.
const maxHomes = 32 << 10

type hashKey struct {
	project mesher.ProjectID
	hash    [32]byte
}

func keyOf(r mesher.Record) hashKey { return hashKey{r.Event.ProjectID, r.Grouping.Hash} }

func (h *homes) find(key hashKey) (issue uuid.UUID, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if issue, ok = h.young[key]; ok {
		return issue, true
	}
	if issue, ok = h.old[key]; ok {
		h.add(key, issue)
	}
	return issue, ok
}

func (h *homes) remember(found map[hashKey]uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for key, issue := range found {
		h.add(key, issue)
	}
}

// add remembers an entry. The caller holds mu.
func (h *homes) add(key hashKey, issue uuid.UUID) {
	if h.young == nil || len(h.young) >= maxHomes {
		h.young, h.old = make(map[hashKey]uuid.UUID), h.young
	}
	h.young[key] = issue
}

func (h *homes) forget(wrong map[hashKey]home) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for key := range wrong {
		delete(h.young, key)
		delete(h.old, key)
	}
}
