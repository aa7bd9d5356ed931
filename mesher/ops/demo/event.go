package demo

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// programs are the programs that report, by the language they are written in.
var programs = map[string]struct{ name, sdk, version string }{
	"python":     {"shop", "sentry.python", "2.19.0"},
	"javascript": {"storefront", "sentry.javascript.browser", "8.42.0"},
	"go":         {"payments", "sentry.go", "0.30.0"},
	"java":       {"shipping", "sentry.java", "7.18.0"},
	"ruby":       {"reports", "sentry.ruby", "5.21.0"},
	"php":        {"legacy", "sentry.php", "4.10.0"},
}

// people is how many users there are; the first are far more active.
const people = 900

// event makes up one event of a fault.
func (p Plan) event(random *rand.Rand, f fault, at time.Time, project mesher.ProjectID) *mesher.Event {
	program := programs[f.platform]
	share := 1 - float64(p.Until.Sub(at))/float64(p.span())
	e := &mesher.Event{
		ID: newID(random), ProjectID: project, ReceivedAt: at, Timestamp: at.Add(-time.Duration(random.IntN(900)) * time.Millisecond),
		Level: f.level, Platform: f.platform, Transaction: f.where,
		Release: p.release(program.name, share), Environment: environment(random),
		SDK:  mesher.SDK{Name: program.sdk, Version: program.version},
		Tags: tags(random, f.platform),
		User: visitor(random),
	}
	value := strings.ReplaceAll(f.value, "#", strconv.Itoa(1000+random.IntN(9000)))
	if f.kind == "" {
		e.Message, e.Logger = value, program.name+".monitor"
	} else {
		e.Exceptions = []mesher.Exception{{Type: f.kind, Value: value, Frames: frames(f)}}
	}
	e.Breadcrumbs = crumbs(random, f, e.Timestamp)
	e.Extra = map[string]json.RawMessage{"queue_ms": json.RawMessage(strconv.Itoa(random.IntN(400)))}
	return e
}

func newID(random *rand.Rand) (id uuid.UUID) {
	binary.BigEndian.PutUint64(id[:8], random.Uint64())
	binary.BigEndian.PutUint64(id[8:], random.Uint64())
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // version 4
	return id
}

func environment(random *rand.Rand) string {
	switch n := random.IntN(100); {
	case n < 88:
		return "production"
	case n < 97:
		return "staging"
	}
	return "development"
}

func visitor(random *rand.Rand) *mesher.User {
	n := int(people * random.Float64() * random.Float64() * random.Float64())
	return &mesher.User{ID: strconv.Itoa(10_000 + n), Email: fmt.Sprintf("visitor%d@example.com", n), IPAddress: fmt.Sprintf("192.0.2.%d", n%250)}
}

func tags(random *rand.Rand, platform string) map[string]string {
	if platform == "javascript" {
		return map[string]string{
			"browser": pick(random, "Chrome 131", "Chrome 130", "Firefox 133", "Safari 18", "Edge 131"),
			"os":      pick(random, "Windows", "macOS", "Android", "iOS", "Linux"),
		}
	}
	return map[string]string{"server": fmt.Sprintf("%s-%02d", programs[platform].name, 1+random.IntN(6)), "region": pick(random, "eu-central", "eu-west", "us-east")}
}

func pick(random *rand.Rand, from ...string) string { return from[random.IntN(len(from))] }

// frames returns the calls, outermost first. A place is at the same line each
// time.
func frames(f fault) (list []mesher.Frame) {
	inApp := true
	for n, call := range strings.Split(f.calls, ", ") {
		file, function, _ := strings.Cut(call, " ")
		name := function[strings.LastIndex(function, ".")+1:]
		list = append(list, mesher.Frame{Filename: file, Function: function, Line: 20 + 13*len(call) + 7*n, InApp: &inApp,
			ContextLine: "    " + name + "(…)"})
	}
	return list
}

func crumbs(random *rand.Rand, f fault, at time.Time) (list []mesher.Breadcrumb) {
	for n := range 2 + random.IntN(4) {
		before := time.Duration(6-n) * time.Duration(500+random.IntN(3000)) * time.Millisecond
		list = append(list, mesher.Breadcrumb{Timestamp: at.Add(-before), Category: pick(random, "http", "query", "navigation"), Level: "info",
			Message: pick(random, "GET /api/cart", "GET /api/articles", "SELECT … FROM orders", "POST /api/session", f.where)})
	}
	return list
}
