package mesher

import "slices"

const (
	// maxParts is how many parts of a chain of exceptions count in all.
	maxParts = 100
	// maxPlaces is how many places of one stack count, from the crash on.
	maxPlaces = 30
	// maxCycle is how many functions that call each other in turn are still
	// seen as a recursion.
	maxCycle = 4
)

// stackParts returns what the chain's stacks contribute to grouping, from the
// exception that was raised to its oldest cause: each one's type and its places,
// the crash first. It returns none if no stack says anything.
func stackParts(chain []Exception) []string {
	ownOnly := slices.ContainsFunc(chain, func(x Exception) bool {
		return slices.ContainsFunc(x.Frames, func(f Frame) bool { return f.own() && f.place() != "" })
	})
	var parts []string
	places := make([]string, 0, maxPlaces)
	found := false
	for i := len(chain) - 1; i >= 0 && len(parts) < maxParts; i-- {
		x := &chain[i]
		if x.Type != "" && !x.Synthetic {
			parts = append(parts, x.Type)
		}
		places = appendPlaces(places[:0], x.Frames, ownOnly)
		parts = append(parts, places...)
		found = found || len(places) > 0
	}
	if !found {
		return nil
	}
	return parts
}

// appendPlaces walks the frames from the crash outwards. A function that calls
// itself, or a few that call each other, count once, however deep the recursion.
func appendPlaces(places []string, frames []Frame, ownOnly bool) []string {
	for i := len(frames) - 1; i >= 0 && len(places) < maxPlaces; i-- {
		f := &frames[i]
		if ownOnly && !f.own() {
			continue
		}
		if place := f.place(); place != "" {
			places = foldCycle(append(places, place))
		}
	}
	return places
}

// foldCycle drops the last places if they repeat those before them.
func foldCycle(places []string) []string {
	n := len(places)
	for k := 1; k <= maxCycle && 2*k <= n; k++ {
		if slices.Equal(places[n-2*k:n-k], places[n-k:]) {
			return places[:n-k]
		}
	}
	return places
}
