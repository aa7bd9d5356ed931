package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher/server"
)

// A question is one request of a script.
type question struct {
	method, path, body string
	keyed              bool // with the project's key
	stranger           bool // without credentials
	route              server.Route
}

// A script makes up questions, which depend on the answers so far: it asks more
// often for things that exist than for others.
type script struct {
	*rand.Rand
	things map[string][]string // ids and slugs seen, by the last word of the path before them
}

func newScript(seed uint64) *script {
	return &script{rand.New(rand.NewPCG(seed, 0)), map[string][]string{
		"projects": {"default"},
	}}
}

func (s *script) one(of ...string) string { return of[s.IntN(len(of))] }

// route picks a route: often one for events, and often one that has never
// answered with success.
func (s *script) route(all, never []server.Route) server.Route {
	switch pick := s.IntN(8); {
	case pick < 3:
		events := slices.DeleteFunc(slices.Clone(all), func(r server.Route) bool { return r.Who != "key" })
		return events[s.IntN(len(events))]
	case pick < 6 && len(never) > 0:
		return never[s.IntN(len(never))]
	}
	return all[s.IntN(len(all))]
}

// thing returns the id of a thing of a kind, now and then of none.
func (s *script) thing(kind string) string {
	if known := s.things[kind]; len(known) > 0 && s.IntN(12) > 0 {
		return known[s.IntN(len(known))]
	}
	return s.one("nothing", "0", uuid.Nil.String(), "c2d9b8f0-0000-4000-8000-000000000000")
}

// parts are what a route's variables may stand for.
var variable = regexp.MustCompile(`/([\w-]+)/\{\w+\}`)

// question asks a route for something.
func (s *script) question(r server.Route) question {
	q := question{method: r.Method, route: r, keyed: r.Who == "key", stranger: s.IntN(25) == 0}
	q.path = variable.ReplaceAllStringFunc(r.Path, func(part string) string {
		kind := variable.FindStringSubmatch(part)[1]
		thing := s.thing(kind)
		// The default things are needed to the end.
		if thing == "default" && (strings.HasSuffix(r.Path, "{project}/delete") || strings.HasSuffix(r.Path, "{org}/delete")) {
			thing = "nothing"
		}
		return "/" + kind + "/" + thing
	})
	if r.Method == "GET" {
		q.path += s.filters(r.Path)
	} else if s.IntN(15) > 0 {
		q.body = s.body(r.Path)
	} else {
		q.body = s.one("", "{", "[]", `"x"`, `{"unknown": 1}`)
	}
	return q
}

// filters returns the query parameters.
func (s *script) filters(path string) string {
	values := url.Values{}
	pools := map[string][]string{
		"status": {"unresolved", "resolved", "archived", "discarded", "active", "odd"}, "level": {"error", "fatal", "info", "loud"},
		"environment": {"prod", "test", "none"}, "release": {"1.0", "2.0", "3.0"}, "assigned_to": s.things["users"],
		"q": {"payment", "payment failed", "日本", "time", "O'Reilly %_", "nothing here"}, "tag": {"os:Linux", "os:BSD", "user.plan:free", "odd"},
		"key": {"os", "release", "environment", "level", "user.plan", "none"}, "value": {"Linux", "BSD", "free"},
		"sort": {"last_seen", "first_seen", "events", "users", "odd"}, "limit": {"1", "2", "5", "100", "0", "101", "x"},
		"bucket": {"hour", "day", "week"}, "since": {"2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "noon"}, "until": {"2099-01-01T00:00:00Z", "2019-01-01T00:00:00Z"},
		"cursor": s.things["cursors"], "cursor_id": s.things["cursor_ids"],
	}
	for _, name := range slices.Sorted(maps.Keys(pools)) {
		pool := pools[name]
		// Wrong values come last, and are chosen less often.
		if s.IntN(6) > 0 && !((name == "key" || name == "value") && strings.HasSuffix(path, "tags")) && !(name == "q" && strings.HasSuffix(path, "search")) || len(pool) == 0 {
			continue
		}
		values.Set(name, pool[min(s.IntN(len(pool)), s.IntN(len(pool)))])
	}
	if strings.HasSuffix(path, "/volume") && len(values["since"]) > 0 { // a hundred years by the hour are refused as well as long
		values.Del("until")
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + strings.NewReplacer("%3C", "<", "%3E", ">").Replace(values.Encode())
}

// learn remembers the things in an answer.
func (s *script) learn(q question, answer string) {
	_, body, _ := strings.Cut(answer, " ")
	path, _, _ := strings.Cut(q.path, "?")
	kind := path[strings.LastIndex(path, "/")+1:]
	var said any
	if json.Unmarshal([]byte(body), &said) != nil {
		return
	}
	if page, ok := said.(map[string]any); ok && page["next_cursor"] != nil {
		s.keep("cursors", fmt.Sprint(page["next_cursor"]))
		s.keep("cursor_ids", fmt.Sprint(page["next_cursor_id"]))
	}
	s.walk(kind, said)
}

func (s *script) walk(kind string, v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			s.walk(kind, x)
		}
	case map[string]any:
		for _, part := range []string{"data", "event"} {
			if inner, ok := v[part]; ok {
				s.walk(kind, inner)
			}
		}
		for name, into := range map[string]string{"issue_id": "issues", "user_id": "users", "fingerprint": "fingerprints"} {
			if id, ok := v[name].(string); ok {
				s.keep(into, id)
			}
		}
		switch id, _ := v["id"].(string); kind {
		case "events", "search", "tags", "timeline":
			s.keep("events", id)
		case "projects", "orgs":
			slug, _ := v["slug"].(string)
			s.keep(kind, slug)
		default:
			if v["label"] != "test" && v["email"] != "ada@example.com" { // the script uses that token, as her
				s.keep(kind, id)
			}
		}
	}
}

func (s *script) keep(kind, id string) {
	for _, known := range s.things[kind] {
		if known == id {
			return
		}
	}
	if id != "" {
		s.things[kind] = append(s.things[kind], id)
	}
}
