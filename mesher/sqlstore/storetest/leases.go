package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

func (s *scene) lease(name string) mesher.Lease {
	s.Helper()
	l, err := s.store.Lease(s.Context(), name)
	s.must(err)
	return l
}

func (s *scene) swap(next mesher.Lease) bool {
	s.Helper()
	ok, err := s.store.SwapLease(s.Context(), next)
	s.must(err)
	return ok
}

var leaseTests = map[string]func(*scene){
	"a lease is changed by who knows its fence": func(s *scene) {
		wantEqual(s, "a lease that never was", s.lease("x"), mesher.Lease{Name: "x"})
		wantEqual(s, "a guess", s.swap(mesher.Lease{Name: "x", Holder: "a", Fence: 1, Until: noon}), false)
		wantEqual(s, "the first", s.swap(mesher.Lease{Name: "x", Holder: "a", Until: noon}), true)
		wantEqual(s, "one too late", s.swap(mesher.Lease{Name: "x", Holder: "b", Until: noon}), false)
		wantEqual(s, "the lease", s.lease("x"), mesher.Lease{Name: "x", Holder: "a", Fence: 1, Until: noon})
		wantEqual(s, "the next", s.swap(mesher.Lease{Name: "x", Fence: 1, Until: noon.Add(time.Minute)}), true)
		wantEqual(s, "the lease", s.lease("x"), mesher.Lease{Name: "x", Fence: 2, Until: noon.Add(time.Minute)})
		wantEqual(s, "another lease", s.lease("y"), mesher.Lease{Name: "y"})
	},
	"of many who change a lease one does": func(s *scene) {
		for fence := range int64(5) {
			var all sync.WaitGroup
			var won atomic.Int64
			for range 8 {
				all.Go(func() {
					ok, err := s.store.SwapLease(s.Context(), mesher.Lease{Name: "x", Holder: "one of them", Fence: fence, Until: noon})
					if err != nil {
						s.Error(err)
					}
					if ok {
						won.Add(1)
					}
				})
			}
			all.Wait()
			wantEqual(s, "how many changed it", won.Load(), 1)
		}
	},
}
