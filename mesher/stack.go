package mesher

import "slices"

const (
	// maxStackParts is how many places of a stack count, from the crash on.
	maxStackParts = 30
	// maxCycle is how many functions that call each other in turn are still
	// seen as a recursion.
	maxCycle = 4
)

// stackParts is what the chain's stacks contribute to grouping: each
// exception's type and its places, the crash first. There are none when no
// stack says anything.
func stackParts(chain []Exception) []string {
	ownOnly := slices.ContainsFunc(chain, func(x Exception) bool {
		return slices.ContainsFunc(x.Frames, func(f Frame) bool { return f.own() && f.place() != "" })
	})
	var parts []string
	places := make([]string, 0, maxStackParts)
	found := false
	for i := range chain {
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
// itself, or a few that call each other, count once, however deep they went.
func appendPlaces(places []string, frames []Frame, ownOnly bool) []string {
	for i := len(frames) - 1; i >= 0 && len(places) < maxStackParts; i-- {
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
