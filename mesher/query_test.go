package mesher

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseQuery(t *testing.T) {
	for text, want := range map[string]string{
		"timeout":                    "[{[timeout] false}]",
		" Time*  OUT ":               "[{[time] true} {[out] false}]",
		`"connection reset" by peer`: "[{[connection reset] false} {[by] false} {[peer] false}]",
		`app.views:in*`:              "[{[app views in] true}]",
		`"open phrase`:               "[{[open phrase] false}]",
		`a AND -b OR "" ' -- %`:      "[{[a] false} {[and] false} {[b] false} {[or] false}]",
	} {
		q, err := ParseQuery(text)
		if got := fmt.Sprint(q.Terms); got != want || err != nil {
			t.Errorf("%q asks for %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", " ", `"" * ?`, strings.Repeat("a ", 30), strings.Repeat("a", 2000)} {
		if _, err := ParseQuery(text); KindOf(err) != Invalid {
			t.Errorf("%.30q: the error is %v", text, err)
		}
	}
}

func TestRank(t *testing.T) {
	const text = "cannot pay order 7\npayerror\nno money to pay\nshop pay in charge"
	for question, found := range map[string]bool{
		"pay": true, "PAY order": true, "pa*": true, "pa": false, "pay missing": false,
		`"cannot pay"`: true, `"pay cannot"`: false, `"order 7 payerror"`: false, "shop.pay": true, "charge": true,
	} {
		q, err := ParseQuery(question)
		if err != nil {
			t.Fatal(err)
		}
		if rank, ok := q.Rank(text); ok != found || rank < 0 || rank > 1 {
			t.Errorf("%q: %v %t, want %t", question, rank, ok, found)
		}
	}
}

func TestRankOrder(t *testing.T) {
	q, err := ParseQuery("pay")
	if err != nil {
		t.Fatal(err)
	}
	best := 1.0
	for _, text := range []string{
		"pay pay", "pay", "order\npay", "order\n" + strings.Repeat("words ", 100) + "pay",
	} {
		rank, ok := q.Rank(text)
		if !ok || rank >= best {
			t.Errorf("%.20q has rank %v, which is not below %v", text, rank, best)
		}
		best = rank
	}
}

func FuzzQuery(f *testing.F) {
	f.Add(`"a b" c* d.e`, "a b\nc d e")
	f.Fuzz(func(t *testing.T, question, text string) {
		q, err := ParseQuery(question)
		if err != nil {
			return
		}
		searched := Record{Event: &Event{Message: text}}.SearchedWords()
		if rank, ok := q.Rank(searched); ok && (rank <= 0 || rank > 1) {
			t.Errorf("rank %v", rank)
		}
		// A text matches a query made of its own words, as far as it is kept.
		var all []string
		for _, term := range q.Terms {
			all = append(all, strings.Join(term.Words, " "))
		}
		if _, ok := q.Rank(strings.Join(all, "\n")); !ok {
			t.Errorf("%q does not find itself", question)
		}
	})
}

func TestOpen(t *testing.T) {
	for question, want := range map[string]bool{
		"t*": true, "time*": true, "no pa*": true,
		"time": false, "t": false, `"at t*"`: false, "app.t*": false,
	} {
		q, err := ParseQuery(question)
		if err != nil {
			t.Fatal(err)
		}
		if q.Open() != want {
			t.Errorf("%s is open: %v, want %v", question, q.Open(), want)
		}
	}
}
