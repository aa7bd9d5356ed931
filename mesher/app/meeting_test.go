package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// discord says why the cluster is not at one again: every node is connected to all,
// finds the same names, and says the same of who does what; empty: it is.
func (r *realm) discord(t *testing.T) string {
	t.Helper()
	if why := r.disunity(t.Context(), r.names()); why != "" {
		return why
	}
	var first mesher.Cluster
	for i := range r.ships {
		c, err := r.overviewAt(t, i)
		if err != nil {
			return err.Error()
		}
		if i == 0 {
			first = c
		}
		if c.Leader == "" || c.Leader != first.Leader {
			return fmt.Sprintf("%s says that %q leads, and %s that %q does", c.Self, c.Leader, first.Self, first.Leader)
		}
		var duties []string
		for _, node := range c.Nodes {
			if node.Status != "up" || node.Error != "" {
				return fmt.Sprintf("%s says that %s is %s: %s", c.Self, node.Name, node.Status, node.Error)
			}
			duties = append(duties, node.Duties...)
		}
		if slices.Sort(duties); len(duties) != 6 || len(slices.Compact(duties)) != 6 {
			return fmt.Sprintf("%s says that the duties are %v", c.Self, duties)
		}
	}
	return ""
}

// overviewAt is what a node says by the API.
func (r *realm) overviewAt(t *testing.T, i int) (c mesher.Cluster, err error) {
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.doors[i]+"/api/v1/cluster", nil)
	if err != nil {
		return c, err
	}
	request.Header.Set("Authorization", "Bearer "+r.token)
	a, err := do(request)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("%d %s", a.status, a.body)
	}
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(a.body), &c)
}

// part cuts what it is told to, and returns when all know who they lost, and each
// part that is whole in itself is at one.
func (r *realm) part(t *testing.T, cut func(from, to int) bool) {
	t.Helper()
	p := parting{cut: cut, from: time.Now()}
	r.isles.cut(cut)
	names := r.names()
	until(t, "the nodes know whom they lost", func() bool {
		for i := range names {
			var see []string
			whole := true
			for j := range names {
				if !p.apart(i, j) {
					see = append(see, names[j])
				}
				for k := range names { // whom one of the part sees, all of it do
					whole = whole && (p.apart(i, j) || p.apart(i, k) == p.apart(j, k))
				}
			}
			if whole && r.disunity(t.Context(), see) != "" {
				return false
			}
			seen, err := r.at(t.Context(), names[i])
			if err != nil || len(seen.peers) != len(see)-1 {
				return false
			}
		}
		return true
	})
	p.noticed = time.Now()
	r.parted = append(r.parted, p)
}

// meetWithin is how soon the cluster is one again, after the network is.
const meetWithin = 5 * time.Second

// meet mends the network, and returns when all are at one.
func (r *realm) meet(t *testing.T) time.Duration {
	t.Helper()
	p := &r.parted[len(r.parted)-1]
	p.mended = time.Now()
	r.isles.mend()
	until(t, "the nodes meet", func() bool {
		why := r.discord(t)
		p.met = time.Now()
		if why != "" && p.met.Sub(p.mended) > meetWithin {
			t.Fatalf("%v after the network was mended: %s", p.met.Sub(p.mended), why)
		}
		return why == ""
	})
	return p.met.Sub(p.mended)
}
