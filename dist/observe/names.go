package observe

import (
	"iter"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// longestName is the longest name that is listed. Longer ones are only counted: a
// question could not say that a page ends with one.
const longestName = 1000

// names lists names in order.
func names(all iter.Seq2[string, actor.PID], q question) List[Name] {
	after, _ := parsePlace(q.After) // checked before
	top := first[Name]{n: q.limit(), before: func(a, b Name) bool { return a.Name < b.Name }}
	page := List[Name]{Items: []Name{}}
	for name, pid := range all {
		page.Total++
		if name > after && len(name) <= longestName {
			top.show(Name{name, pid})
		}
	}
	for _, n := range top.items {
		page.Items = append(page.Items, Name{plain(n.Name), n.PID})
	}
	if top.more {
		page.Next = place(top.items[top.n-1].Name)
	}
	return page
}
