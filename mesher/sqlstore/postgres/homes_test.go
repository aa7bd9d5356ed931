package postgres

import (
	"testing"

	"github.com/google/uuid"
)

func TestHomesForgetWhatNobodyAsksFor(t *testing.T) {
	var h homes
	key := func(n int) hashKey { return hashKey{project: 1, hash: [32]byte{byte(n), byte(n >> 8), byte(n >> 16)}} }
	issue := uuid.UUID{7}
	h.remember(map[hashKey]uuid.UUID{key(0): issue, key(1): issue})
	for n := 2; n < 3*maxHomes; n++ {
		h.remember(map[hashKey]uuid.UUID{key(n): issue})
		if n%1000 == 0 {
			if _, ok := h.find(key(0)); !ok {
				t.Fatalf("a hash that is asked for is forgotten after %d others", n)
			}
		}
	}
	if _, ok := h.find(key(1)); ok {
		t.Error("a hash that nobody asked for is remembered for ever")
	}
	if n := len(h.young) + len(h.old); n > 2*maxHomes {
		t.Errorf("%d hashes are remembered, want %d at most", n, 2*maxHomes)
	}
}

func TestHomesForgetWhatIsWrong(t *testing.T) {
	h := homes{old: map[hashKey]uuid.UUID{{project: 1}: {1}}, young: map[hashKey]uuid.UUID{{project: 1}: {1}, {project: 2}: {2}}}
	h.forget(map[hashKey]home{{project: 1}: {}})
	if _, ok := h.find(hashKey{project: 1}); ok {
		t.Error("a wrong home is remembered")
	}
	if issue, ok := h.find(hashKey{project: 2}); !ok || issue != (uuid.UUID{2}) {
		t.Errorf("another's home is %s, %t", issue, ok)
	}
}
