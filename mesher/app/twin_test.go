package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A twin is one of several programs that get the same requests. Each value that a
// twin makes up itself (ids, secrets, where a page ends) gets a name when it is
// first seen, so that the answers of all can be compared. In later requests the
// names stand for each twin's own values.
type twin struct {
	*program
	token string
	names map[string]string // by what it made up
	own   map[string]string // the other way round
}

func newTwin(t *testing.T, c Config) *twin {
	p := launch(t, c)
	return &twin{p, p.token(t), map[string]string{}, map[string]string{}}
}

var (
	madeUp = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mshr_[0-9a-f]+|mshu_[\w-]+|whsec_[\w-]+|"next_cursor":"\d+"|/invites/[\w-]{20,}`)
	moment = regexp.MustCompile(`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z`)
	sized  = regexp.MustCompile(`"estimated_bytes":\d+`)
	hint   = regexp.MustCompile(`"hint":"[^"]*"`)
	told   = regexp.MustCompile(`"deliveries":\[[^\]]*\]`)      // their times differ
	number = regexp.MustCompile(`"((?:project_)?id)":[2-9]\d*`) // PostgreSQL leaves out those of projects that could not be made
	named  = regexp.MustCompile(`<\d+>`)
)

// plain returns an answer without parts that may differ from twin to twin.
func (w *twin) plain(body string) string {
	body = strings.ReplaceAll(body, w.address.local.Host, "HOST")
	body = told.ReplaceAllString(body, `"deliveries":[]`)
	body = madeUp.ReplaceAllStringFunc(body, func(own string) string {
		before, value := "", own
		for _, prefix := range []string{`"next_cursor":"`, "/invites/"} {
			if rest, ok := strings.CutPrefix(own, prefix); ok {
				before, value = prefix, strings.TrimSuffix(rest, `"`)
			}
		}
		if w.names[value] == "" {
			w.names[value] = fmt.Sprintf("<%d>", len(w.names))
			w.own[w.names[value]] = value
		}
		return before + w.names[value]
	})
	body = moment.ReplaceAllString(body, "TIME")
	body = number.ReplaceAllString(body, `"$1":0`)
	body = hint.ReplaceAllString(body, `"hint":"HINT"`)
	return sized.ReplaceAllString(body, `"estimated_bytes":1`)
}

// personal replaces names by their values here.
func (w *twin) personal(text string) string {
	return named.ReplaceAllStringFunc(text, func(name string) string { return w.own[name] })
}

// ask makes a request and returns the answer, with its status, in the form for
// comparing twins.
func (w *twin) ask(t *testing.T, q question) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), q.method, w.address.local.String()+w.personal(q.path), strings.NewReader(w.personal(q.body)))
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case q.keyed:
		r.Header.Set("X-Sentry-Auth", w.address.key.Value)
	case !q.stranger:
		r.Header.Set("Authorization", "Bearer "+w.token)
	}
	a, err := do(r)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", a.status, w.plain(a.body))
}
