package app

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/storetest"
)

// BenchmarkRoutes requests each route that reads, 200 times, as a member signed
// in with a token; then it stores an hour's worth of new events and does so
// again. It prints the times of both. The databases are those that the stores'
// BenchmarkReading leaves in the folder MESH_SEEDED: a server's, or a file. Each
// run adds an hour's events to them. Without it they hold ten thousand events,
// and few are added. MESH_ROUTES, an expression, requests only the routes whose
// names match, and stores nothing. MESH_PLANS, a number of milliseconds, shows
// the plans of queries that take the server longer.
//
//	MESH_SEEDED=/some/folder go test ./mesher/app -run '^$' -bench Routes -benchtime 1x -timeout 0 -v
func BenchmarkRoutes(b *testing.B) {
	b.Run("postgres", func(b *testing.B) {
		folder := os.Getenv("MESH_SEEDED")
		if isThere(filepath.Join(folder, "mesher.db")) {
			b.Skip("SKIPPED: the folder holds a file")
		}
		settings := []string{"shared_buffers = 512MB", "max_wal_size = 4GB", "autovacuum = off"} // its work would be counted
		plans := os.Getenv("MESH_PLANS")
		if plans != "" {
			settings = append(settings, "session_preload_libraries = auto_explain", "auto_explain.log_analyze = on",
				"auto_explain.log_buffers = on", "auto_explain.log_timing = off", "auto_explain.log_min_duration = "+plans)
		}
		server := pgtest.StartIn(b, folder, settings...)
		before := len(server.Log(b))
		database := server.Database(b, "seeded")
		readRoutes(b, Config{DataDir: b.TempDir(), DatabaseURL: mesher.SecretOf(database)}, postmaster(b, database))
		if plans != "" {
			b.Logf("%s", server.Log(b)[before:])
		}
	})
	b.Run("sqlite", func(b *testing.B) {
		folder := os.Getenv("MESH_SEEDED")
		switch {
		case folder == "":
			folder = b.TempDir()
		case !isThere(filepath.Join(folder, "mesher.db")):
			b.Skip("SKIPPED: the folder holds no file")
		}
		readRoutes(b, Config{DataDir: folder}, 0)
	})
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func readRoutes(b *testing.B, c Config, server int) {
	seedIfEmpty(b, c, 10_000)
	news := 60_000 // an hour's, at a thousand a minute
	if os.Getenv("MESH_SEEDED") == "" {
		news = 600
	}
	c.RateLimit, c.Log = -1, slog.New(slog.DiscardHandler)
	p, err := start(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		http.DefaultClient.CloseIdleConnections()
		if err := p.stop(); err != nil {
			b.Error(err)
		}
	}()
	r := reader{p, p.token(b), storetest.Samples(b, p.store), rand.New(rand.NewPCG(1, 2)), server}
	asked := routes
	if pattern := os.Getenv("MESH_ROUTES"); pattern != "" {
		wanted := regexp.MustCompile(pattern)
		asked = slices.DeleteFunc(slices.Clone(routes), func(route readRoute) bool { return !wanted.MatchString(route.name) })
		news = 0
	}
	for b.Loop() {
		before := r.measure(b, asked)
		storetest.SeedNews(b, p.store, news)
		after := r.measure(b, asked)
		var table strings.Builder
		w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprint(w, "route\tp50 ms\tp99 ms\tCPU ms\tafter: p50\tp99\tCPU\t\n")
		for i, route := range asked {
			fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t\n", route.name,
				before[i].p50, before[i].p99, before[i].cpu, after[i].p50, after[i].p99, after[i].cpu)
		}
		w.Flush()
		b.Logf("before and after %d more events:\n%s", news, &table)
	}
}

// seedIfEmpty stores so many events if there are none, and reports whether it
// did.
func seedIfEmpty(b *testing.B, c Config, events int) bool {
	c, err := c.withDefaults()
	if err != nil {
		b.Fatal(err)
	}
	database, err := c.database()
	if err != nil {
		b.Fatal(err)
	}
	store, err := sqlstore.Open(b.Context(), database.address)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	if there, err := store.Projects(b.Context()); err != nil || len(there) > 1 {
		return false
	}
	projects := storetest.SeedProjects(b, store)
	for _, d := range storetest.SeedDays(events, time.Now().UTC().Truncate(time.Microsecond)) {
		if err := d.Write(b.Context(), store, projects); err != nil {
			b.Fatal(err)
		}
	}
	storetest.SeedResolved(b, store, projects)
	return true
}

// A reader requests a program's routes.
type reader struct {
	*program
	secret  string
	samples []storetest.Sample
	random  *rand.Rand
	server  int // the process that serves the database; 0: it is ours
}

// times are the times of a route's answers, in milliseconds: how long they took
// and, independent of other load, the CPU time of each.
type times struct{ p50, p99, cpu float64 }

func (r reader) measure(b *testing.B, asked []readRoute) (all []times) {
	for _, route := range asked {
		var took []time.Duration
		before := usageOf(os.Getpid(), r.server)
		for end := time.Now().Add(routePatience); len(took) < 200 && (len(took) < 20 || time.Now().Before(end)); {
			path := route.path(r.samples[r.random.IntN(len(r.samples))])
			start := time.Now()
			if a := r.ask(b, path); a.status != http.StatusOK {
				b.Fatalf("%s: %d %.200s", path, a.status, a.body)
			}
			took = append(took, time.Since(start))
		}
		used := usageOf(os.Getpid(), r.server).since(before)
		work := used.program
		if r.server != 0 {
			work += used.database
		}
		cpu := float64(work.Microseconds()) / 1000 / float64(len(took))
		all = append(all, times{storetest.Percentile(took, 50), storetest.Percentile(took, 99), cpu})
	}
	return all
}

// routePatience is the time after which a slow route has been requested often
// enough.
const routePatience = 4 * time.Second

func (r reader) ask(b *testing.B, path string) answer {
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, strings.TrimSuffix(r.address.local.String(), "/")+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+r.secret)
	a, err := do(request)
	if err != nil {
		b.Fatal(err)
	}
	return a
}

// A readRoute is a route with its parameters.
type readRoute struct {
	name string
	path func(storetest.Sample) string
}

// ofProject, ofIssue and ofEvent return routes about a sample's. A value with the
// name of one of the sample's tags in braces stands for the value of that tag.
func ofProject(path string, query ...string) readRoute {
	return readRoute{"project/" + path + shown(query), func(of storetest.Sample) string {
		return fmt.Sprintf("/api/v1/projects/%d/%s%s", of.Project, path, questionOf(of, query))
	}}
}

func ofIssue(path string, query ...string) readRoute {
	return readRoute{"issue" + path + shown(query), func(of storetest.Sample) string {
		return "/api/v1/issues/" + of.Issue.String() + path + questionOf(of, query)
	}}
}

func at(path string) readRoute {
	return readRoute{path, func(of storetest.Sample) string {
		return strings.NewReplacer("{project}", fmt.Sprint(of.Project), "{issue}", of.Issue.String(), "{event}", of.Event.ID.String()).Replace(path)
	}}
}

func shown(query []string) string {
	if len(query) == 0 {
		return ""
	}
	return "?" + strings.Join(query, "&")
}

func questionOf(of storetest.Sample, query []string) string {
	values := make(url.Values)
	for _, q := range query {
		name, value, _ := strings.Cut(q, "=")
		for key, says := range of.Event.Tags {
			value = strings.ReplaceAll(value, "{"+key+"}", says)
		}
		switch value {
		case "yesterday":
			value = time.Now().UTC().AddDate(0, 0, -1).Format(time.RFC3339)
		case "quarter":
			value = time.Now().UTC().AddDate(0, 0, -90).Format(time.RFC3339)
		case "midst": // a page there
			value = strconv.FormatInt(of.Event.ReceivedAt.UnixMicro(), 10)
			values.Set("cursor_id", of.Issue.String())
		}
		values.Set(name, value)
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// routes are all routes that read, with typical parameters.
var routes = []readRoute{
	ofProject("issues"), ofProject("issues", "limit=100"), ofProject("issues", "cursor=midst"),
	ofProject("issues", "sort=first_seen"), ofProject("issues", "sort=events"), ofProject("issues", "sort=users"),
	ofProject("issues", "status=unresolved"), ofProject("issues", "status=resolved"), ofProject("issues", "level=fatal"),
	ofProject("issues", "environment=staging"), ofProject("issues", "release={release}"),
	ofProject("issues", "q=step 12"), ofProject("issues", "q=no such text"),
	ofProject("issues", "tag=os:Linux"), ofProject("issues", "tag=server:{server}"), ofProject("issues", "tag=request:{request}"),
	ofProject("issues", "since=yesterday"), ofProject("issues", "since=quarter", "sort=events"),

	ofIssue(""), ofIssue("/events"), ofIssue("/events", "limit=100"), ofIssue("/events", "cursor=midst"), ofIssue("/timeline", "limit=50"),
	ofIssue("/volume"), ofIssue("/volume", "bucket=day", "since=quarter"), ofIssue("/activity"), at("/api/v1/events/{event}"),

	ofProject("events/search", "q=typeerror checkout"), ofProject("events/search", "q=typeerror", "since=yesterday"),
	ofProject("events/search", `q="could not complete"`), ofProject("events/search", "q=tenant 499"),
	ofProject("events/search", "q=t*"), ofProject("events/search", "q=1*"), ofProject("events/search", "q=tenan* 49*"),
	ofProject("events/search", "q=rare*"), ofProject("events/search", "q=rarely"), ofProject("events/search", "q=nosuchword"),
	ofProject("events/tags", "key=os", "value=Linux"), ofProject("events/tags", "key=server", "value={server}"),
	ofProject("events/tags", "key=request", "value={request}"), ofProject("events/tags", "key=server", "value=none"),

	ofProject("dashboard/volume"), ofProject("dashboard/volume", "bucket=day", "since=quarter"),
	ofProject("dashboard/levels"), ofProject("dashboard/levels", "since=quarter"),
	ofProject("dashboard/top-issues"), ofProject("dashboard/top-issues", "since=quarter"),
	ofProject("dashboard/tags", "key=environment"), ofProject("dashboard/tags", "key=environment", "since=quarter"),
	ofProject("dashboard/tags", "key=server"), ofProject("dashboard/health"),

	ofProject("storage"), ofProject("outcomes"), ofProject("quarantine"), ofProject("settings"), ofProject("api-keys"),
	ofProject("alert-rules"), ofProject("alerts"), at("/api/v1/me"), at("/api/v1/tokens"), at("/api/v1/orgs"),
	at("/projects/{project}/issues"), at("/issues/{issue}"),
}
