package app

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// asServer names the variable that makes the test program a server; its value is
// the settings.
const asServer = "MESHER_TEST_SERVER"

// settings are the settings of a server in a process of its own.
type settings struct {
	dataDir   string
	database  string // empty: the embedded one
	pool      int
	spoolMax  int64
	port      int    // 0: any
	node      string // its name in a cluster; empty: it is alone
	peers     string
	looks     time.Duration // how often a node looks at its load; 0: as usual
	threshold int           // of events from which it then asks for help; 0: as usual
	bind      string        // empty: loopback
	beat      time.Duration // of its heartbeats; 0: as usual

	program string    // empty: this one
	within  []string  // a command to start it with
	log     io.Writer // nil: the test's, if that is verbose
}

// MarshalJSON and UnmarshalJSON carry it to the other process.
func (s settings) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{s.dataDir, s.database, s.pool, s.spoolMax, s.port, s.node, s.peers, s.looks, s.threshold, s.bind, s.beat})
}

func (s *settings) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&s.dataDir, &s.database, &s.pool, &s.spoolMax, &s.port, &s.node, &s.peers, &s.looks, &s.threshold, &s.bind, &s.beat})
}

// serve runs until the process is killed, or told to stop.
func serve() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var s settings
	if err := json.Unmarshal([]byte(os.Getenv(asServer)), &s); err != nil {
		return err
	}
	return Run(ctx, Config{
		Bind: cmp.Or(s.bind, "127.0.0.1"), HTTPPort: s.port, DataDir: s.dataDir, RateLimit: -1, SpoolMax: s.spoolMax,
		DatabaseURL: mesher.SecretOf(s.database), DatabasePool: s.pool, Greeting: os.Stdout,
		Cluster: Cluster{
			Name: s.node, Peers: s.peers, Cookies: []mesher.Secret{testCookie},
			LoadInterval: s.looks, LoadThreshold: s.threshold, Heartbeat: s.beat, HeartbeatTimeout: s.beat,
		},
	})
}

// A child is the program in a process of its own.
type child struct {
	cmd *exec.Cmd
	dsn string
}

// command returns the command for the program with these settings.
func (s settings) command(t testing.TB) *exec.Cmd {
	t.Helper()
	value, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	words := append(slices.Clone(s.within), cmp.Or(s.program, os.Args[0]))
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = append(os.Environ(), asServer+"="+string(value))
	return cmd
}

// startServer returns once the program has said where it is.
func startServer(t testing.TB, s settings) child {
	t.Helper()
	server := s.command(t)
	var log journal
	switch {
	case s.log != nil:
		server.Stderr = io.MultiWriter(&log, s.log)
	case testing.Verbose():
		server.Stderr = io.MultiWriter(&log, t.Output())
	default:
		server.Stderr = &log
	}
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) == 2 && fields[0] == "DSN" {
			go io.Copy(io.Discard, out)
			return child{server, fields[1]}
		}
	}
	t.Fatalf("the server ended without a greeting: %v\n%s", server.Wait(), log.String())
	return child{}
}

// kill ends it as kill -9 does.
func (c child) kill(t *testing.T) {
	t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.cmd.Wait()
}

// leave tells it to stop, and waits until it has.
func (c child) leave(t *testing.T) {
	t.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Wait(); err != nil {
		t.Errorf("told to stop, it ended with %v", err)
	}
}

// under sends events to it from so many clients.
func (c child) under(t *testing.T, clients int) *load {
	base, key := takeApart(t, c.dsn)
	return under(t, clients, base+"/api/v1/events", "X-Sentry-Auth: "+key)
}

// memory returns how much memory it holds now, the most it ever held, and how much
// of it is code, of which systems keep any amount in memory; zero if the system
// does not say.
func (c child) memory() (now, most, code int) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return 0, 0, 0
	}
	read := func(name string) int {
		_, rest, _ := strings.Cut(string(status), name+":")
		kilobytes, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		n, _ := strconv.Atoi(kilobytes)
		return n << 10
	}
	return read("VmRSS"), read("VmHWM"), read("RssFile")
}

func takeApart(t testing.TB, dsn string) (base, key string) {
	t.Helper()
	key, host, ok := strings.Cut(strings.TrimPrefix(dsn, "http://"), "@")
	if !ok {
		t.Fatalf("%q is no DSN", dsn)
	}
	host, _, _ = strings.Cut(host, "/")
	return "http://" + host, key
}
