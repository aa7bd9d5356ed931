// Package mesh_test guards the shape of the house: which package may import
// which and why, and what every package owes its reader.
package mesh_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const modulePath = "github.com/mesh-actors/mesh/"

// A room is a folder, with those below it that are no room of their own.
type room struct {
	path   string
	ours   []string // what it may import of this module; "x/..." is x and all below it
	others []string // modules of other people
	never  []string // parts of the standard library that are not for it
	reason string
}

// rooms is the house. Imports point one way: programs to the app, the app to
// the adapters, those to the domain, and what runs processes to the runtime.
var rooms = []room{
	{path: "runtime", ours: []string{"runtime/..."},
		reason: "the runtime is a library for any program, and asks for no more than the standard library"},
	{path: "runtime/actor", ours: []string{"runtime/actor/..."},
		reason: "processes are the ground floor; services and supervisors stand on them"},
	{path: "runtime/service", ours: []string{"runtime/actor"},
		reason: "a service is a process; whether somebody supervises it is not its business"},
	{path: "runtime/supervisor", ours: []string{"runtime/actor", "runtime/service"},
		reason: "a supervisor starts processes and services, and knows nothing above them"},
	{path: "runtime/typed", ours: []string{"runtime/actor", "runtime/service"},
		reason: "a type on a PID is an option over processes and their servers, which know nothing of it"},
	{path: "runtime/group", ours: []string{"runtime/actor"},
		reason: "a group holds PIDs; whoever supervises its process, or feeds it the members of other nodes, imports it"},
	{path: "runtime/task", ours: []string{"runtime/actor"},
		reason: "a task is a process with a result; what restarts processes is no part of it"},
	{path: "runtime/prom", ours: []string{"runtime/..."}, others: []string{"github.com/prometheus/client_golang"},
		reason: "this is the one place where the runtime meets Prometheus"},

	{path: "dist", ours: []string{"dist/wire", "dist/global", "dist/room", "runtime/actor", "runtime/group"},
		reason: "a node connects systems and gives processes names in the whole cluster; what is built on processes it does not know, but for groups, which see who is gone"},
	{path: "dist/wire", ours: []string{"runtime/actor"}, others: []string{"github.com/vmihailenco/msgpack/v5"},
		never:  []string{"net", "crypto/tls"},
		reason: "the protocol is bytes in and values out, so that it can be fuzzed alone; connections are for dist"},
	{path: "dist/global", ours: []string{"runtime/actor"}, never: []string{"net", "crypto/tls"},
		reason: "the table of names is rules alone, so that it can be run against every fault; messages reach it by whoever holds connections"},
	{path: "dist/room", ours: []string{"dist/wire", "runtime/actor", "runtime/group", "dist"}, never: []string{"net", "crypto/tls"},
		reason: "rooms are the members of each node, told to the others; connections reach it through a port (dist is for its tests)"},
	{path: "dist/discover", never: []string{"crypto/tls"},
		reason: "a source says where nodes are, and knows nothing of what they are"},
	{path: "dist/prom", ours: []string{"dist", "dist/wire", "runtime/actor"}, others: []string{"github.com/prometheus/client_golang"},
		reason: "this is the one place where the cluster meets Prometheus; a program without it does not link that"},
	{path: "dist/observe", ours: []string{"dist", "dist/observe", "dist/wire", "runtime/actor", "runtime/service", "runtime/supervisor", "runtime/task"},
		reason: "an observer reads what nodes and supervisors tell anybody; nobody below knows that it is there"},
	{path: "dist/disttest", others: []string{"golang.org/x/net/nettest"}, never: []string{"crypto/tls"},
		reason: "a network in memory is for anybody's tests, and knows nothing of who talks over it"},

	{path: "dist/proof", ours: []string{"dist", "dist/discover", "dist/wire", "runtime/actor", "runtime/supervisor"},
		reason: "proofs between programs are tests alone, and see no more of a node than its users do"},

	{path: "mesher", ours: []string{"mesher/payload"}, others: []string{"github.com/google/uuid"},
		never:  []string{"net/http", "database/sql", "html/template"},
		reason: "the domain is types and rules: no HTTP, no SQL, no processes (payload is for its tests)"},
	{path: "mesher/payload", ours: []string{"mesher"}, others: []string{"github.com/google/uuid", "github.com/klauspost/compress"},
		never:  []string{"net", "net/http", "database/sql"},
		reason: "how an event is packed is one format, whoever keeps it: databases, the spool, the quarantine"},
	{path: "mesher/sentry", ours: []string{"mesher", "mesher/payload"},
		others: []string{"github.com/google/uuid", "github.com/klauspost/compress", "github.com/andybalholm/brotli"},
		never:  []string{"database/sql"},
		reason: "a format is bytes in and events out, so that it can be fuzzed alone (payload is for its tests)"},
	{path: "mesher/websocket", others: []string{"nhooyr.io/websocket"},
		reason: "the one package that knows a WebSocket library, so that its successor is one edit away"},
	{path: "mesher/lockfile", never: []string{"net", "net/http", "database/sql"},
		reason: "who has a folder is a question to the system alone"},
	{path: "mesher/spool", ours: []string{"mesher/lockfile"}, never: []string{"net", "net/http", "database/sql"},
		reason: "the spool keeps byte strings on a disk, and what they mean is not its business"},
	{path: "mesher/ingest", ours: []string{"mesher", "mesher/payload", "mesher/sentry", "mesher/spool", "runtime/..."},
		others: []string{"github.com/google/uuid"},
		never:  []string{"net/http", "database/sql"},
		reason: "the pipeline writes through the domain's ports, whichever database is behind them"},
	{path: "mesher/lending", ours: []string{"mesher", "mesher/ingest", "runtime/...", "dist", "dist/wire"},
		others: []string{"github.com/google/uuid"}, never: []string{"net/http", "database/sql"},
		reason: "who lends whom a processor is decided by rules, and reaches other nodes through a port (dist is for its tests)"},
	{path: "mesher/lease", ours: []string{"mesher", "runtime/actor"}, others: []string{"github.com/google/uuid"},
		never:  []string{"net/http", "database/sql"},
		reason: "who holds a lease is decided by a port and by time; what is done under it is not its business"},
	{path: "mesher/notify", ours: []string{"mesher"}, others: []string{"github.com/google/uuid", "github.com/wneessen/go-mail"},
		never:  []string{"database/sql"},
		reason: "what leaves for other people's servers leaves here, guarded; when and why is decided elsewhere"},
	{path: "mesher/alerting", ours: []string{"mesher", "mesher/lease", "runtime/...", "mesher/sqlstore"},
		others: []string{"github.com/google/uuid"}, never: []string{"net/http", "database/sql"},
		reason: "rules are evaluated through ports, whoever delivers what they say (a database is for its tests)"},
	{path: "mesher/live", ours: []string{"mesher", "runtime/...", "dist", "dist/disttest", "dist/wire"},
		others: []string{"github.com/google/uuid"}, never: []string{"net/http", "database/sql"},
		reason: "what is live goes from processes to processes, through rooms that are a port (a cluster is for its tests), and over whatever connections"},
	{path: "mesher/access", ours: []string{"mesher", "mesher/sqlstore/..."},
		others: []string{"github.com/google/uuid", "golang.org/x/crypto"}, never: []string{"net/http", "database/sql"},
		reason: "who may do what is decided apart from how they ask (a database is for its tests)"},
	{path: "mesher/sqlstore", ours: []string{"mesher", "mesher/payload", "mesher/sqlstore/..."},
		others: []string{"github.com/google/uuid", "github.com/klauspost/compress", "github.com/jackc/pgx/v5",
			"modernc.org/sqlite", "github.com/pressly/goose/v3", "pgregory.net/rapid"}, // the last in storetest
		never:  []string{"net/http"},
		reason: "storage serves the domain and does not know who asks"},
	{path: "mesher/server", ours: []string{"mesher", "mesher/access", "mesher/sentry", "mesher/server/ui", "mesher/websocket"},
		others: []string{"github.com/google/uuid"}, never: []string{"database/sql"},
		reason: "HTTP asks through ports, so that testing it takes neither a database nor a process"},
	{path: "mesher/server/ui", ours: []string{"mesher"}, others: []string{"github.com/google/uuid"},
		never:  []string{"database/sql"},
		reason: "a page shows what it is given and fetches nothing"},
	{path: "mesher/server/htmltest", others: []string{"golang.org/x/net/html"},
		reason: "a test reads pages as a browser does; this is for tests alone, and knows none of them"},
	{path: "mesher/app", ours: []string{"mesher/...", "runtime/...", "dist", "dist/..."}, others: []string{"github.com/google/uuid"},
		reason: "the app wires everything, the cluster too, and only programs name the app"},

	{path: "mesher/operator", ours: []string{"mesher", "mesher/ingest", "mesher/lease", "runtime/actor", "runtime/prom", "dist", "dist/prom"},
		others: []string{"github.com/prometheus/client_golang"}, never: []string{"database/sql"},
		reason: "operators see every part that counts something, and Mesher meets Prometheus here alone"},

	{path: "mesher/ops", ours: []string{"mesher"}, others: []string{"github.com/google/uuid"}, never: []string{"database/sql"},
		reason: "commands work on a Mesher that runs, from outside, as any program may"},

	{path: "mesher/ops/demo", ours: []string{"mesher", "mesher/sqlstore"}, others: []string{"github.com/google/uuid"}, never: []string{"net/http", "database/sql"},
		reason: "a story is told through the domain's ports (a database is for its tests)"},
	{path: "mesher/ops/doctor", never: []string{"net/http", "database/sql"},
		reason: "what is well is judged by itself, from what was measured; who measures is the app"},

	{path: "cmd/mesher", ours: []string{"mesher", "mesher/access", "mesher/app", "mesher/ops/...", "dist/observe", "dist/observe/draw"},
		others: []string{"github.com/alecthomas/kong", "github.com/google/uuid", "golang.org/x/term"},
		reason: "a program reads its settings and starts the app"},
	{path: "examples", ours: []string{"runtime/...", "dist", "dist/..."},
		reason: "an example shows the library, and whoever copies it needs nothing else"},
}

// forTests is what any test may use besides, as no program contains it.
var forTests = room{
	ours: []string{"runtime/actor/actortest", "runtime/conformance", "runtime/supervisor", "dist/disttest", "dist/discover", "mesher/sqlstore/storetest", "mesher/sqlstore/pgtest",
		"mesher/server/htmltest"},
	others: []string{"github.com/andybalholm/brotli", "github.com/getsentry/sentry-go", "github.com/jackc/pgx/v5", "github.com/klauspost/compress", "go.uber.org/goleak", "go.yaml.in/yaml/v3", "golang.org/x/net/html",
		"pgregory.net/rapid"},
}

// namesOfNothing say that a folder has no subject.
var namesOfNothing = []string{"util", "utils", "common", "helper", "helpers", "misc", "manager", "managers"}

// A source is what the rules need to know of a Go file.
type source struct {
	path      string // from the root, with slashes
	imports   []string
	commented bool // the package clause has a comment
}

func TestHouse(t *testing.T) {
	sources := readSources(t, ".")
	for _, broken := range slices.Concat(brokenImports(rooms, sources), brokenNames(sources), uncommented(sources)) {
		t.Error(broken)
	}
}

// brokenImports says which file imports what it may not, and why not.
func brokenImports(house []room, sources []source) (broken []string) {
	for _, s := range sources {
		dir := path.Dir(s.path)
		r, ok := roomOf(house, dir)
		if !ok {
			if dir != "." { // the root holds this file alone
				broken = append(broken, fmt.Sprintf("%s: no room of arch_test.go holds it: say there what it may import, and why", s.path))
			}
			continue
		}
		test := strings.HasSuffix(s.path, "_test.go")
		for _, imported := range s.imports {
			// A test stands beside what it tests, whatever else that may not import.
			own := test && imported == modulePath+dir
			if !own && !r.allows(imported) && !(test && forTests.allows(imported)) {
				broken = append(broken, fmt.Sprintf("%s imports %s: %s", s.path, imported, r.reason))
			}
		}
	}
	return broken
}

// roomOf is the innermost room that dir lies in.
func roomOf(house []room, dir string) (found room, ok bool) {
	for _, r := range house {
		if within(dir, r.path) && len(r.path) > len(found.path) {
			found, ok = r, true
		}
	}
	return found, ok
}

func (r room) allows(imported string) bool {
	if ours, ok := strings.CutPrefix(imported, modulePath); ok {
		return slices.ContainsFunc(r.ours, func(allowed string) bool {
			tree, all := strings.CutSuffix(allowed, "/...")
			return ours == allowed || all && within(ours, tree)
		})
	}
	inside := func(dir string) bool { return within(imported, dir) }
	if host, _, _ := strings.Cut(imported, "/"); strings.Contains(host, ".") {
		return slices.ContainsFunc(r.others, inside)
	}
	return !slices.ContainsFunc(r.never, inside) // the standard library
}

func within(dir, tree string) bool { return dir == tree || strings.HasPrefix(dir, tree+"/") }

func brokenNames(sources []source) (broken []string) {
	for _, s := range sources {
		for name := range strings.SplitSeq(strings.TrimSuffix(s.path, ".go"), "/") {
			if slices.Contains(namesOfNothing, name) {
				broken = append(broken, fmt.Sprintf("%s: %q says nothing of what is inside; name it after its subject", s.path, name))
			}
		}
	}
	return broken
}

func uncommented(sources []source) (broken []string) {
	commented := map[string]bool{}
	for _, s := range sources {
		if dir := path.Dir(s.path); !strings.HasSuffix(s.path, "_test.go") {
			commented[dir] = commented[dir] || s.commented
		}
	}
	for dir, ok := range commented {
		if !ok {
			broken = append(broken, fmt.Sprintf("%s: no file says in its package comment what the package is for", dir))
		}
	}
	slices.Sort(broken)
	return broken
}

// readSources reads the heads of this module's files. A folder with a go.mod
// is another module, which keeps its own rules.
func readSources(t *testing.T, root string) (sources []source) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == root {
			return err
		}
		if d.IsDir() {
			_, nested := os.Stat(filepath.Join(name, "go.mod"))
			if nested == nil || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		s := source{path: filepath.ToSlash(name), commented: file.Doc != nil}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		sources = append(sources, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// The rules are worth what they catch.
func TestHouseCanFail(t *testing.T) {
	house := []room{
		{path: "floor", reason: "it is below all"},
		{path: "floor/shop", ours: []string{"floor/..."}, others: []string{"example.org/till"}, never: []string{"net/http"},
			reason: "it sells"},
	}
	for _, c := range []struct{ file, imported, want string }{
		{"floor/a.go", "fmt", ""},
		{"floor/a.go", "net/http", ""},
		{"floor/a.go", modulePath + "floor/shop", "floor/a.go imports " + modulePath + "floor/shop: it is below all"},
		{"floor/a.go", "example.org/till", "floor/a.go imports example.org/till: it is below all"},
		{"floor/shop/a.go", modulePath + "floor", ""},
		{"floor/shop/a.go", modulePath + "floors", "floor/shop/a.go imports " + modulePath + "floors: it sells"},
		{"floor/shop/deep/a.go", "example.org/till/drawer", ""},
		{"floor/shop/a.go", "example.org/tiller", "floor/shop/a.go imports example.org/tiller: it sells"},
		{"floor/shop/a.go", "net/http/httptest", "floor/shop/a.go imports net/http/httptest: it sells"},
		{"floor/a_test.go", modulePath + "floor", ""},
		{"floor/a_test.go", "go.uber.org/goleak", ""},
		{"floor/a.go", "go.uber.org/goleak", "floor/a.go imports go.uber.org/goleak: it is below all"},
		{"attic/a.go", "fmt", "attic/a.go: no room of arch_test.go holds it: say there what it may import, and why"},
	} {
		got := strings.Join(brokenImports(house, []source{{path: c.file, imports: []string{c.imported}}}), "\n")
		if got != c.want {
			t.Errorf("%s importing %s: got %q, want %q", c.file, c.imported, got, c.want)
		}
	}

	if got := brokenNames([]source{{path: "floor/util/a.go"}, {path: "floor/helpers.go"}, {path: "floor/utility/a.go"}}); len(got) != 2 {
		t.Errorf("names: got %q, want the first two refused", got)
	}
	if got := uncommented([]source{{path: "a/x.go"}, {path: "b/x.go", commented: true}, {path: "b/y.go"}, {path: "c/x_test.go"}}); len(got) != 1 {
		t.Errorf("comments: got %q, want a refused alone", got)
	}
}
