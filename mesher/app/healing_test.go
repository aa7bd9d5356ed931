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

// unsettled says what keeps the cluster from being whole: every node has to be
// connected to all others, find the same names, and say the same about which node
// does which duty. It is empty if the cluster is whole.
func (pc *partitionedCluster) unsettled(t *testing.T) string {
	t.Helper()
	if why := pc.disagreement(t.Context(), pc.names()); why != "" {
		return why
	}
	var first mesher.Cluster
	for i := range pc.nodes {
		c, err := pc.overviewAt(t, i)
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

// overviewAt returns a node's description of the cluster in its API.
func (pc *partitionedCluster) overviewAt(t *testing.T, i int) (c mesher.Cluster, err error) {
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, pc.urls[i]+"/api/v1/cluster", nil)
	if err != nil {
		return c, err
	}
	request.Header.Set("Authorization", "Bearer "+pc.token)
	a, err := do(request)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("%d %s", a.status, a.body)
	}
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(a.body), &c)
}

// part cuts the network, and returns once every node knows which ones it lost and
// the nodes of each side agree. If a cut leaves no clear sides, as when one node
// still reaches two that can't reach each other, it waits only for the first.
func (pc *partitionedCluster) part(t *testing.T, cut func(from, to int) bool) {
	t.Helper()
	p := partition{cut: cut, from: time.Now()}
	pc.network.cut(cut)
	names := pc.names()
	until(t, "the nodes know whom they lost", func() bool {
		for i := range names {
			var see []string
			whole := true
			for j := range names {
				if !p.apart(i, j) {
					see = append(see, names[j])
				}
				for k := range names { // a side is clear if all its nodes reach the same nodes
					whole = whole && (p.apart(i, j) || p.apart(i, k) == p.apart(j, k))
				}
			}
			if whole && pc.disagreement(t.Context(), see) != "" {
				return false
			}
			seen, err := pc.at(t.Context(), names[i])
			if err != nil || len(seen.peers) != len(see)-1 {
				return false
			}
		}
		return true
	})
	p.noticed = time.Now()
	pc.partitions = append(pc.partitions, p)
}

// healsWithin is how soon after the network is mended the cluster must be whole.
const healsWithin = 5 * time.Second

// meet mends the network, and returns how long it then took until the cluster was
// whole.
func (pc *partitionedCluster) meet(t *testing.T) time.Duration {
	t.Helper()
	p := &pc.partitions[len(pc.partitions)-1]
	p.mended = time.Now()
	pc.network.mend()
	until(t, "the nodes meet", func() bool {
		why := pc.unsettled(t)
		p.met = time.Now()
		if why != "" && p.met.Sub(p.mended) > healsWithin {
			t.Fatalf("%v after the network was mended: %s", p.met.Sub(p.mended), why)
		}
		return why == ""
	})
	return p.met.Sub(p.mended)
}
