package draw

import (
	"io"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
)

// Links draws a node's connections to others, and what went over them since it
// started.
func Links(to io.Writer, links []observe.Link) error {
	t := tableOf("PEER", "STATUS", ">ROUND TRIP", ">SENT", ">RECEIVED", ">MESSAGES OUT", ">IN", ">QUEUED", ">REFUSED", ">RECONNECTS", ">TIES", ">SPAWNED")
	for _, l := range links {
		t.add(l.Peer, linkStatus(l), trip(l.RoundTrip), size(l.Sent), size(l.Received), count(l.SentMessages), count(l.ReceivedMessages),
			size(l.Queued), count(l.Refused), count(l.Connections-min(l.Connections, 1)), count(l.Ties), count(l.Spawned))
	}
	return t.write(to)
}

// Traffic draws the current traffic, as the difference from before.
func Traffic(to io.Writer, links, before []observe.Link, since time.Duration) error {
	t := tableOf("PEER", "STATUS", ">ROUND TRIP", ">SENT/S", ">RECEIVED/S", ">MESSAGES/S OUT", ">IN", ">QUEUED", ">REFUSED")
	was := make(map[string]observe.Link, len(before))
	for _, l := range before {
		was[l.Peer] = l
	}
	for _, l := range links {
		b, known := was[l.Peer]
		rate := func(now, then uint64, write func(float64) string) string {
			if !known || now < then || since <= 0 { // it is new, or has started again
				return none
			}
			return write(float64(now-then) / since.Seconds())
		}
		t.add(l.Peer, linkStatus(l), trip(l.RoundTrip),
			rate(l.Sent, b.Sent, size[float64]), rate(l.Received, b.Received, size[float64]),
			rate(l.SentMessages, b.SentMessages, number), rate(l.ReceivedMessages, b.ReceivedMessages, number),
			size(l.Queued), count(l.Refused))
	}
	return t.write(to)
}

func linkStatus(l observe.Link) string {
	switch {
	case !l.Up:
		return "down"
	case l.Hidden:
		return "observer"
	}
	return "up"
}
