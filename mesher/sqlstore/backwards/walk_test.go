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
	backwards.Walk(week, 24*time.Hour, func(w mesher.Window) (bool, error) {
		fmt.Println(w.Since.Format("2 15:04"), "to", w.Until.Format("2 15:04"))
		return true, nil
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
		end := noon
		err := backwards.Walk(mesher.Window{Since: noon.Add(-time.Duration(hours) * time.Hour), Until: noon}, time.Hour,
			func(w mesher.Window) (bool, error) {
				if !w.Until.Equal(end) {
					t.Errorf("a window ends at %v, want %v, where the one before began", w.Until, end)
				}
				end = w.Since
				got = append(got, int(noon.Sub(w.Since).Hours()))
				return true, nil
			})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d hours were walked as %v, %v; want %v", hours, got, err, want)
		}
	}
}

func TestWalkEnds(t *testing.T) {
	broken := errors.New("broken")
	for _, fails := range []error{nil, broken} {
		calls := 0
		err := backwards.Walk(mesher.Window{Since: noon.Add(-100 * time.Hour), Until: noon}, time.Hour, func(mesher.Window) (bool, error) {
			calls++
			return fails != nil, fails
		})
		if calls != 1 || !errors.Is(err, fails) {
			t.Errorf("%d calls, then %v", calls, err)
		}
	}
}
