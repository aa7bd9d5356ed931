package backwards_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/backwards"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func ExampleWalk() {
	week := mesher.Window{Since: noon.AddDate(0, 0, -7), Until: noon}
	missing := 10
	backwards.Walk(week, 24*time.Hour, &missing, func(w mesher.Window) error {
		fmt.Println(w.Since.Format("2 15:04"), "to", w.Until.Format("2 15:04"))
		return nil
	})
	// Output:
	// 14 00:00 to 14 12:00
	// 12 00:00 to 14 00:00
	// 8 00:00 to 12 00:00
	// 7 12:00 to 8 00:00
}

func TestWalk(t *testing.T) {
	for hours, want := range map[int][]int{ // how far back each window begins
		-1: nil, 0: nil, 1: {1}, 2: {1, 2}, 3: {1, 3}, 7: {1, 3, 7}, 9: {1, 3, 7, 9},
	} {
		var got []int
		end, missing := noon, 1
		err := backwards.Walk(mesher.Window{Since: noon.Add(-time.Duration(hours) * time.Hour), Until: noon}, time.Hour, &missing,
			func(w mesher.Window) error {
				if !w.Until.Equal(end) {
					t.Errorf("a window ends at %v, want %v, where the one before began", w.Until, end)
				}
				end = w.Since
				got = append(got, int(noon.Sub(w.Since).Hours()))
				return nil
			})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d hours were walked as %v, %v; want %v", hours, got, err, want)
		}
	}
}

// Evenly spread items are found without reading much more than there is to find.
func TestWalkMeasures(t *testing.T) {
	for missing, want := range map[int][]int{ // an hour brings ten
		10: {1}, 15: {1, 2}, 30: {1, 3}, 35: {1, 3, 4}, 1000: {1, 3, 7, 15, 31, 63, 110},
	} {
		var got []int
		err := backwards.Walk(mesher.Window{Since: noon.Add(-1000 * time.Hour), Until: noon}, time.Hour, &missing, func(w mesher.Window) error {
			missing -= 10 * int(w.Until.Sub(w.Since).Hours())
			got = append(got, int(noon.Sub(w.Since).Hours()))
			return nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("it was walked as %v, %v; want %v", got, err, want)
		}
	}
}

func TestWalkEnds(t *testing.T) {
	broken := errors.New("broken")
	for _, fails := range []error{nil, broken} {
		calls, missing := 0, 1
		err := backwards.Walk(mesher.Window{Since: noon.Add(-100 * time.Hour), Until: noon}, time.Hour, &missing, func(mesher.Window) error {
			calls++
			if fails == nil {
				missing = 0
			}
			return fails
		})
		if calls != 1 || !errors.Is(err, fails) {
			t.Errorf("%d calls, then %v", calls, err)
		}
	}
}
