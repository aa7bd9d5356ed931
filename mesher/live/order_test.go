package live

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

var (
	issueA, issueB = uuid.UUID{1}, uuid.UUID{2}
	start          = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
)

// note reads "a3": the third event of issue A. "A3" is of one that is young,
// "a3!" is what goes before the event, and "a!" is about the issue and has no
// place.
func note(word string) Note {
	n := Note{JSON: []byte(word), Level: "error", Issue: issueA}
	name := strings.TrimSuffix(word, "!")
	if name != word {
		n.Level = ""
	}
	if strings.ToLower(name[:1]) == "b" {
		n.Issue = issueB
	}
	n.Young = name[:1] != strings.ToLower(name[:1])
	fmt.Sscan(name[1:], &n.Place)
	return n
}

func notesOf(words string) (notes []Note) {
	for word := range strings.FieldsSeq(words) {
		notes = append(notes, note(word))
	}
	return notes
}

func wordsOf(notes []Note) string {
	var words []string
	for _, n := range notes {
		words = append(words, string(n.JSON))
	}
	return strings.Join(words, " ")
}

func TestOrder(t *testing.T) {
	// "a1 a2" is heard at once; "+100" is so many milliseconds later.
	type step struct{ hear, want string }
	for name, steps := range map[string][]step{
		"in order":              {{"a7 a8", "a7 a8"}, {"b1 a9 b2", "b1 a9 b2"}},
		"early":                 {{"a1", "a1"}, {"a3", ""}, {"a2", "a2 a3"}, {"a4", "a4"}},
		"several early":         {{"a1", "a1"}, {"a5 a4", ""}, {"a2 a3", "a2 a3 a4 a5"}},
		"early in one message":  {{"a1 a3 a2 a4", "a1 a2 a3 a4"}},
		"another issue is not":  {{"a1 b1", "a1 b1"}, {"a3 b2", "b2"}, {"b3 a2", "b3 a2 a3"}},
		"what is before it":     {{"a1", "a1"}, {"a3! a3", ""}, {"a2", "a2 a3! a3"}, {"a4! a4", "a4! a4"}},
		"what is about it":      {{"a1", "a1"}, {"a3", ""}, {"a!", ""}, {"a! b!", "b!"}, {"a2", "a2 a3 a! a!"}, {"a!", "a!"}},
		"who never comes":       {{"a1", "a1"}, {"a3", ""}, {"+249", ""}, {"+1", "a3"}, {"a4", "a4"}},
		"who comes too late":    {{"a1", "a1"}, {"a3", ""}, {"+250", "a3"}, {"a4 a2 a5", "a4 a2 a5"}},
		"two who never come":    {{"a1", "a1"}, {"a3", ""}, {"+100", ""}, {"a5", ""}, {"+150", "a3"}, {"+99", ""}, {"+1", "a5"}},
		"lower ones go along":   {{"a1", "a1"}, {"a5", ""}, {"+100", ""}, {"a3 a4", ""}, {"+150", "a3 a4 a5"}},
		"of no known place":     {{"a0", "a0"}, {"a5", "a5"}, {"a7", ""}, {"a0", "a0"}, {"a6", "a6 a7"}},
		"of an issue first met": {{"a7", "a7"}, {"a6", "a6"}, {"a8", "a8"}},
		"of a young issue":      {{"A2", ""}, {"A1! A1", "A1! A1 A2"}, {"B3", ""}, {"+250", "B3"}, {"B2 B4", "B2 B4"}},
		"about a young issue":   {{"A2", ""}, {"a!", ""}, {"A1", "A1 A2 a!"}},
		"taken apart":           {{"a500", "a500"}, {"a301", "a301"}, {"a303", ""}, {"a302", "a302 a303"}},
		"taken apart on the way": {{"a500", "a500"}, {"a301", "a301"}, {"a501", ""}, {"a302", "a302"},
			{"+250", "a501"}, {"a303 a304", "a303 a304"}},
		"merged into":     {{"a3", "a3"}, {"a604", ""}, {"a605", ""}, {"+250", "a604 a605"}, {"a606", "a606"}},
		"one place twice": {{"a1", "a1"}, {"a3", ""}, {"a3", ""}, {"a2", "a2 a3 a3"}, {"a4", "a4"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := order{patience: usualPatience}
			now := start
			for i, s := range steps {
				var later int
				var due turn
				if n, _ := fmt.Sscanf(s.hear, "+%d", &later); n == 1 {
					now = now.Add(time.Duration(later) * time.Millisecond)
					due = o.expire(now)
				} else {
					due = o.arrange(notesOf(s.hear), now)
				}
				if got := wordsOf(due.notes); got != s.want {
					t.Fatalf("step %d: after %q goes %q, want %q", i, s.hear, got, s.want)
				}
			}
			if at, waiting := o.dueAt(); waiting {
				t.Errorf("something waits until %v at last", at)
			}
		})
	}
}

// When a hundred wait, another one releases the one that has waited longest.
func TestAnOrderIsFull(t *testing.T) {
	o := order{patience: usualPatience}
	o.arrange(notesOf("a1 b1"), start)
	for place := range maxHeld {
		word := fmt.Sprint("b", place+3)
		if place == 50 {
			word = "a3"
		}
		if due := o.arrange(notesOf(word), start); len(due.notes) != 0 {
			t.Fatalf("%s has %s go on", word, wordsOf(due.notes))
		}
	}
	due := o.arrange(notesOf("a4"), start) // b2 and b53 are missing
	if got := wordsOf(due.notes); !strings.HasPrefix(got, "b3 b4 ") || !strings.HasSuffix(got, " b51 b52") || due.waited != 50 {
		t.Errorf("%d go on that waited: %s", due.waited, got)
	}
	if got := wordsOf(o.arrange(notesOf("a2 b53"), start).notes); !strings.HasPrefix(got, "a2 a3 a4 b53 b54 ") {
		t.Errorf("then go %s", got)
	}
}

// The memory of issues is bounded, however many there are; one that is heard of
// all the time is not forgotten.
func TestAnOrderForgets(t *testing.T) {
	o := order{patience: usualPatience}
	for n := range 10 * maxIssues {
		other := Note{Level: "error", Issue: uuid.UUID{9, byte(n), byte(n >> 8), byte(n >> 16)}, Place: 1}
		o.arrange([]Note{other, note(fmt.Sprint("a", n+1))}, start)
	}
	if known := len(o.next.young) + len(o.next.old); known > 2*maxIssues {
		t.Errorf("%d issues are known", known)
	}
	if due := o.arrange(notesOf(fmt.Sprint("a", 10*maxIssues+2)), start); len(due.notes) != 0 {
		t.Error("the place of an issue was forgotten")
	}
}

// The cost of events that come in their order, as they nearly always do, for each
// of ten announced together.
func BenchmarkOrder(b *testing.B) {
	o := order{patience: usualPatience}
	notes := make([]Note, 10)
	for i := range notes {
		notes[i] = Note{Level: "error", Issue: uuid.UUID{byte(i % 3)}}
	}
	var last [3]int64
	b.ReportAllocs()
	for b.Loop() {
		for i := range notes {
			last[i%3]++
			notes[i].Place = last[i%3]
		}
		if due := o.arrange(notes, start); len(due.notes) != len(notes) {
			b.Fatal("they wait")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(notes)), "ns/note")
}

// Two nodes commit events of a few issues, and each announces its own in its
// order; each message takes a time of its own, up to a second. Whatever that is,
// each note comes out once, no later than its patience, and few wait; and if all
// came in time, in the order of the places.
func TestOrderOfTwoNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type arrival struct {
			at    time.Duration
			notes []Note
		}
		var (
			arrivals []arrival
			placed   = map[uuid.UUID]int64{}
			busy     [2]time.Duration // until when a node's line is
			now      time.Duration
			told     int
		)
		slowest := rapid.SampledFrom([]time.Duration{0, 5, 100, 249, 400, 1000}).Draw(t, "slowest") * time.Millisecond
		old := rapid.Bool().Draw(t, "old") // issues had events before
		for commit := range rapid.IntRange(1, 60).Draw(t, "commits") {
			now += time.Duration(rapid.IntRange(0, 30).Draw(t, "later")) * time.Millisecond
			node := rapid.IntRange(0, 1).Draw(t, "node")
			var notes []Note
			for range rapid.IntRange(1, 4).Draw(t, "events") {
				issue := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "issue")
				n := note(issue + "0")
				if old && commit == 0 && placed[n.Issue] == 0 {
					placed[n.Issue] = 1000
				}
				placed[n.Issue]++
				n.Place, n.Young = placed[n.Issue], !old
				n.JSON = fmt.Append(nil, issue, n.Place)
				notes = append(notes, n)
				told++
			}
			way := time.Duration(rapid.Int64Range(0, int64(slowest)).Draw(t, "way"))
			busy[node] = max(busy[node], now+way)
			arrivals = append(arrivals, arrival{busy[node], notes})
		}
		slices.SortStableFunc(arrivals, func(x, y arrival) int { return int(x.at - y.at) })

		var (
			o     = order{patience: usualPatience}
			out   []Note
			heard = map[string]time.Duration{}
		)
		took := func(due turn, at time.Duration) {
			for _, n := range due.notes {
				if late := at - heard[string(n.JSON)]; late > usualPatience {
					t.Fatalf("%s waited %v", n.JSON, late)
				}
			}
			out = append(out, due.notes...)
		}
		expire := func(until time.Duration) {
			for at, waiting := o.dueAt(); waiting && at.Sub(start) <= until; at, waiting = o.dueAt() {
				took(o.expire(at), at.Sub(start))
			}
		}
		for _, a := range arrivals {
			expire(a.at)
			for _, n := range a.notes {
				heard[string(n.JSON)] = a.at
			}
			took(o.arrange(a.notes, start.Add(a.at)), a.at)
			if len(o.held) > maxHeld {
				t.Fatalf("%d wait", len(o.held))
			}
		}
		expire(time.Hour)
		if len(o.held) > 0 || len(out) != told {
			t.Fatalf("of %d came %d, and %d wait", told, len(out), len(o.held))
		}
		last := map[uuid.UUID]int64{}
		once := map[string]bool{}
		for _, n := range out {
			if once[string(n.JSON)] {
				t.Fatalf("%s came twice", n.JSON)
			}
			once[string(n.JSON)] = true
			// Of an old issue the first that is heard sets the place.
			if slowest < usualPatience && told <= maxHeld && !old && n.Place != last[n.Issue]+1 {
				t.Fatalf("%s came after %d: %s", n.JSON, last[n.Issue], wordsOf(out))
			}
			last[n.Issue] = n.Place
		}
	})
}
