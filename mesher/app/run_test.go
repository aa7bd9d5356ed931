package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// The command in the greeting works when it is pasted.
func TestTheGreetingIsTrue(t *testing.T) {
	var greeting bytes.Buffer
	public := &url.URL{Scheme: "https", Host: "errors.example.com"}
	p := launch(t, Config{Greeting: &greeting, PublicURL: public})
	for _, want := range []string{"https://errors.example.com", p.address.key.DSN(public)} {
		if !strings.Contains(greeting.String(), want) {
			t.Errorf("no word of %s in\n%s", want, &greeting)
		}
	}
	_, command, ok := strings.Cut(greeting.String(), "curl ")
	command, _, ok2 := strings.Cut(command, "\n")
	if !ok || !ok2 {
		t.Fatalf("no line with curl in\n%s", &greeting)
	}
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("SKIPPED: curl is not installed, so nobody tried the line that is printed for it")
	}
	out, err := exec.CommandContext(t.Context(), "sh", "-c", "curl "+command).CombinedOutput()
	if err != nil || !strings.Contains(string(out), `"accepted"`) {
		t.Fatalf("%v: %s", err, out)
	}
	if issues := p.issues(t); len(issues) != 1 {
		t.Errorf("%d issues came of it, want 1", len(issues))
	}
}

// freePort returns a port that is free at the moment. It is below those that a
// system assigns on request and to the near ends of connections, which could be
// taken before it is used.
func freePort(t testing.TB) int {
	t.Helper()
	const lowest, beyond = 20000, 32768
	for range 1000 {
		port := lowest + rand.IntN(beyond-lowest)
		if l, err := net.Listen("tcp", ":"+strconv.Itoa(port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

func TestAPortThatIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	for setting, c := range map[string]Config{
		"--http-port or MESHER_HTTP_PORT": {HTTPPort: port}, "--ws-port or MESHER_WS_PORT": {WSPort: port},
	} {
		c.DataDir, c.Log = t.TempDir(), slog.New(slog.DiscardHandler)
		err = Run(t.Context(), c)
		for _, want := range []string{strconv.Itoa(port), "taken", setting} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want word of %s", err, want)
			}
		}
	}
}

// Two programs on one machine have different ports for WebSockets, whichever has
// the usual one.
func TestPortsOfWebSockets(t *testing.T) {
	one, other := launch(t, Config{}), launch(t, Config{})
	if one.sockets.url().Host == other.sockets.url().Host {
		t.Errorf("both are at %v", one.sockets.url())
	}
}

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		about  string
		config Config
		says   string
	}{
		{"a port", Config{HTTPPort: 65536}, "65535"},
		{"a port for WebSockets", Config{WSPort: -1}, "65535"},
		{"a URL", Config{PublicURL: &url.URL{Path: "errors"}}, "https://"},
	} {
		c.config.DataDir = t.TempDir()
		if err := Run(t.Context(), c.config); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want word of %s", c.about, err, c.says)
		}
	}
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), Config{DataDir: file}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a file as the data folder: %v", err)
	}
}

// A program that is told to stop finishes what it has begun, and leaves nothing
// behind but its data.
func TestStopFinishesWhatWasBegun(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	in, greeting := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Config{DataDir: dir, Greeting: greeting, Log: slog.New(slog.DiscardHandler)})
	}()
	if _, err := in.Read(make([]byte, 1<<10)); err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, in) // it may greet in several pieces
	defer in.Close()
	dsn, err := LocalDSN(dir)
	if err != nil {
		t.Fatal(err)
	}
	base, key := takeApart(t, dsn)

	// The body of a request is half sent when the program is told to stop. It is not
	// sent at all before the server asks for it.
	transport := &http.Transport{ExpectContinueTimeout: time.Hour}
	defer transport.CloseIdleConnections()
	body, write := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/api/v1/events", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Sentry-Auth", key)
	r.Header.Set("Expect", "100-continue")
	answered := make(chan int, 1)
	go func() {
		response, err := transport.RoundTrip(r)
		if err != nil {
			t.Error(err)
			answered <- 0
			return
		}
		response.Body.Close()
		answered <- response.StatusCode
	}()
	io.WriteString(write, `{"message":`)
	stop()
	untilRefused(t, strings.TrimPrefix(base, "http://"))
	io.WriteString(write, `"half"}`)
	write.Close()
	if status := <-answered; status != http.StatusAccepted {
		t.Errorf("status %d", status)
	}
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if _, err := LocalDSN(dir); err == nil || !strings.Contains(err.Error(), "--dsn") {
		t.Errorf("after the stop: %v", err)
	}
	if p := launch(t, Config{DataDir: dir}); len(p.issues(t)) != 1 {
		t.Error("the event is not there after a new start")
	}
}

// untilRefused waits until an address refuses connections.
func untilRefused(t *testing.T, address string) {
	t.Helper()
	for t.Context().Err() == nil {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		conn.Close()
	}
}

func TestServicesThatKeepFailingEndTheProgram(t *testing.T) {
	p := launch(t, Config{})
	ended := make(chan error, 1)
	go func() { ended <- p.wait(t.Context()) }()
	p.sys.Exit(p.root, actor.Kill)
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "services") {
		t.Errorf("got %v", err)
	}
}
