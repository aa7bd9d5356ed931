package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/google/uuid"
)

// body returns a body for a route.
func (s *script) body(path string) string {
	some := func(kind string) string { return s.thing(kind) }
	form := map[string]any{}
	switch _, last, _ := strings.Cut(path, "/api/v1/"); {
	case last == "events":
		return inJSON(s.event())
	case last == "events/bulk":
		// The program takes them concurrently, in any order: so they are alike.
		event, events := s.event(), make([]any, 1+s.IntN(5))
		for i := range events {
			events[i] = maps.Clone(event)
			events[i].(map[string]any)["event_id"] = s.eventID()
		}
		return inJSON(events)
	case strings.HasSuffix(last, "/bulk"):
		form["ids"] = []string{some("issues"), some("issues")}
		form["action"] = s.one("resolve", "archive", "unresolve", "discard", "assign", "delete", "paint")
		form["user_id"] = s.one(append(s.things["users"], "")...)
	case strings.HasSuffix(last, "/assign"):
		form["user_id"] = s.one(append(s.things["users"], "", "nobody")...)
	case strings.HasSuffix(last, "/comment"):
		form["text"] = s.one("seen it", "", "日本 <b>bold</b>", strings.Repeat("long ", 3000))
	case strings.HasSuffix(last, "/merge"):
		form["into"] = some("issues")
	case strings.HasSuffix(last, "/unmerge"):
		form["fingerprint"] = s.one(append(s.things["fingerprints"], "odd")...)
	case strings.HasSuffix(last, "/alert-rules"), last == "alert-rules/{id}":
		form["name"] = s.one("many", "more", "")
		// No script sends as many, so that nothing fires during it.
		form["condition"] = map[string]any{"condition_type": s.one("threshold", "threshold", "threshold", "odd"), "threshold": 1_000_000 + s.IntN(5), "window_minutes": s.IntN(70)}
		form["action"] = map[string]any{"type": s.one("websocket", "websocket", "webhook", "pigeon"), "url": s.one("https://example.com/hook", "gopher://x"), "to": []string{"a@example.com"}}
		form["cooldown_minutes"] = s.IntN(100) - 5
	case strings.HasSuffix(last, "/toggle"):
		form["enabled"] = s.IntN(2) == 0
	case strings.HasSuffix(last, "/settings"):
		form["retention_days"] = s.IntN(400) - 2
		form["rate_limit_per_minute"] = 100_000
	case strings.HasSuffix(last, "/invites"):
		form["email"] = fmt.Sprintf("guest%d@%s", s.IntN(9), s.one("example.com", "example.com", ""))
		form["role"] = s.one("member", "admin", "owner", "king")
	case strings.HasSuffix(last, "/accept"):
		form["display_name"], form["password"] = "Guest", "correct horse battery"
	case strings.HasSuffix(last, "/role"):
		form["role"] = s.one("member", "admin", "owner", "king")
	case last == "login":
		form["email"], form["password"] = "ada@example.com", "correct horse battery"
	case last == "setup":
		form["token"], form["email"] = "guessed", "eve@example.com"
	case strings.HasSuffix(last, "/api-keys"):
		form["label"] = s.one("browser", "backend", "", strings.Repeat("x", 300))
	case last == "tokens":
		form["label"], form["scope"] = s.one("laptop", "pipeline", ""), s.one("member", "admin", "owner", "king")
	case last == "orgs", strings.HasPrefix(last, "orgs/{org}"), last == "projects/{project}":
		form["name"] = s.one("Shop", "Web Shop", "Ünïcode", "", strings.Repeat("x", 300))
		slug := s.one("", fmt.Sprintf("slug-%d", s.IntN(20)), "Not A Slug")
		if slug != "" && !strings.HasSuffix(last, "}") { // an existing thing keeps its own
			form["slug"] = slug
		}
	}
	return inJSON(form)
}

// inJSON returns JSON in which names are not escaped.
func inJSON(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return b.String()
}

// event returns an event of one of few issues, usually a valid one.
func (s *script) event() map[string]any {
	return map[string]any{
		"event_id": s.eventID(), "message": s.one("payment failed", "payment timed out after 30 s", "日本 is far", "O'Reilly %_", "time is up", ""),
		"level": s.one("error", "error", "fatal", "info", "warning", "debug", "loud"), "fingerprint": fmt.Sprint(s.IntN(12)),
		"environment": s.one("", "prod", "test"), "release": s.one("", "1.0", "2.0"),
		"tags":         map[string]string{"os": s.one("Linux", "BSD"), "user.plan": s.one("free", "paid")},
		"user_context": map[string]string{"id": fmt.Sprint(s.IntN(6))}, "extra": map[string]any{"n": s.IntN(5), "nested": []any{1, nil, "x"}},
		"exception": map[string]string{"type_name": s.one("IOError", "TypeError"), "value": "broken"},
	}
}

// eventID returns one of so few ids that some come twice.
func (s *script) eventID() uuid.UUID {
	return uuid.UUID{6: 0x40, 8: 0x80, 14: byte(s.IntN(2)), 15: byte(s.IntN(200))}
}
