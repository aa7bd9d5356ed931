package observe

import "github.com/mesh-actors/mesh/dist"

// links lists the nodes that are connected or were lost, by name.
func (s *server) links(q question) List[Link] {
	page := List[Link]{Items: []Link{}}
	node := s.Node()
	if node == nil {
		return page
	}
	after, _ := parsePlace(q.After) // checked before
	limit, last := q.limit(), ""
	for _, p := range node.Stats() {
		page.Total++
		switch {
		case p.Node.Name <= after:
		case len(page.Items) < limit:
			page.Items, last = append(page.Items, linkOf(p)), p.Node.Name
		default:
			page.Next = place(last)
		}
	}
	return page
}

func linkOf(p dist.PeerStats) Link {
	return Link{
		Peer:             plain(p.Node.Name),
		Up:               p.Up,
		Hidden:           p.Hidden,
		Connections:      p.Connections,
		Sent:             p.Sent,
		Received:         p.Received,
		SentMessages:     p.SentMessages,
		ReceivedMessages: p.ReceivedMessages,
		Refused:          p.Refused,
		Queued:           p.Queued,
		RoundTrip:        p.RoundTrip,
		Ties:             p.Ties,
		Spawned:          p.Spawned,
	}
}
