package observe

import "github.com/mesh-actors/mesh/runtime/actor"

// processes goes through all processes once, and examines those that come first.
// Between two pages processes may change places: one may be on both, or on neither.
func processes(sys *actor.System, q question) List[Process] {
	type candidate struct {
		rank
		pid actor.PID
	}
	after, _ := parseRank(q.After) // checked before
	top := first[candidate]{n: q.limit(), before: func(a, b candidate) bool { return a.before(b.rank) }}
	page := List[Process]{Items: []Process{}}
	for b := range sys.Briefs() {
		page.Total++
		r := rank{born: b.Born}
		switch q.Order {
		case ByMailbox:
			r.key = uint64(b.Mailbox)
		case ByMessages:
			r.key = b.Received
		}
		if after == (rank{}) || after.before(r) {
			top.show(candidate{r, b.PID})
		}
	}
	for _, c := range top.items {
		if i, ok := sys.Info(c.pid); ok {
			page.Items = append(page.Items, processOf(i))
		}
	}
	if top.more {
		page.Next = top.items[top.n-1].String()
	}
	return page
}

// mostNames bounds the names listed for one process.
const mostNames = 4

func processOf(i actor.Info) Process {
	p := Process{
		PID:      i.PID,
		Parent:   i.Parent,
		Kind:     plain(i.Kind),
		State:    i.Activity,
		Mailbox:  i.Mailbox,
		Messages: i.Received,
		Links:    len(i.Links),
		Watching: i.Watching,
		Watchers: i.Watchers,
	}
	for _, name := range i.Names[:min(len(i.Names), mostNames)] {
		p.Names = append(p.Names, plain(name))
	}
	return p
}
