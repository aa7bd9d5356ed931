package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/mesh-actors/mesh/mesher/app"
	"github.com/mesh-actors/mesh/mesher/ops"
)

// The program as a user meets it: started without arguments, tried with the line
// it prints, sent a sample, told to stop.
func TestFirstMinutes(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("MESHER_DATA_DIR", dir)
	t.Setenv("MESHER_HTTP_PORT", "0")
	server, greeting := serving(t, t.Output())

	t.Run("curl", func(t *testing.T) {
		if _, err := exec.LookPath("curl"); err != nil {
			t.Skip("SKIPPED: curl is not installed, so nobody tried the line that is printed for it")
		}
		_, line, _ := strings.Cut(greeting, "curl ")
		line, _, _ = strings.Cut(line, "\n")
		out, err := exec.CommandContext(t.Context(), "sh", "-c", "curl "+line).CombinedOutput()
		if err != nil || !strings.Contains(string(out), `"accepted"`) {
			t.Errorf("%v: %s", err, out)
		}
	})

	var installed app.Installed
	t.Run("setup", func(t *testing.T) {
		t.Setenv("MESHER_PASSWORD", "correct horse battery")
		out := ask(t, 0, "setup", "--email=ada@example.com", "--project=Shop", "--json")
		if err := json.Unmarshal([]byte(out), &installed); err != nil || installed.ProjectSlug != "shop" || !strings.Contains(greeting, installed.DSN) {
			t.Fatalf("got %s, %v", out, err)
		}
		ask(t, 1, "setup", "--email=eve@example.com") // once is enough
	})

	t.Run("send", func(t *testing.T) {
		known := func(args ...string) (out string) { // the issue is known, unless the disk stands still
			for tries := 0; !strings.Contains(out, "/issues/") && tries < 5; tries++ {
				out = ask(t, 0, args...)
			}
			return out
		}
		out := known("send")
		words := strings.Fields(out)
		if page := get(t, words[len(words)-1], installed.APIToken); !strings.Contains(page, "WarehouseTimeout") || !strings.Contains(page, "place_order") {
			t.Errorf("%s shows not what was sent", out)
		}
		var answer sent
		if err := json.Unmarshal([]byte(known("send", "--json")), &answer); err != nil || answer.ID == "" || !strings.Contains(answer.URL, answer.IssueID) {
			t.Errorf("got %+v, %v", answer, err)
		}
		get(t, answer.URL, installed.APIToken)
		for _, name := range []string{dir + "/dsn", dir + "/mesher.db"} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v; it is for its owner alone", name, info.Mode(), err)
			}
		}
	})

	t.Run("load", func(t *testing.T) {
		if report := loaded(t, "--rate=50", "--concurrency=4"); report.Answered == 0 {
			t.Errorf("got %+v", report)
		}
		if out := ask(t, 0, "load", "--duration=100ms", "--concurrency=1", "--rate=50", "--size=30KB"); !strings.Contains(out, "accepted") {
			t.Errorf("it says %q", out)
		}
	})

	t.Run("stop", func(t *testing.T) {
		if err := server.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := server.Wait(); err != nil {
			t.Errorf("it ended with %v", err)
		}
		ask(t, 1, "send")
	})
}

// Told twice to stop, the program does not wait for work it has begun.
func TestStoppingAtOnce(t *testing.T) {
	var log bytes.Buffer
	server, greeting := serving(t, &log, "--http-port=0", "--data-dir="+t.TempDir())
	dsn := strings.Fields(greeting[strings.Index(greeting, "DSN"):])[1]
	d, err := ops.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", d.Base.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nX-Sentry-Auth: %s\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n", d.Key)
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100") {
		t.Fatalf("the server does not wait for the body: %q, %v", line, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	for len(ended) == 0 { // the first may not have arrived yet
		server.Process.Signal(syscall.SIGTERM)
		runtime.Gosched()
	}
	if strings.Contains(log.String(), "cut off") {
		t.Errorf("it waited for the request:\n%s", &log)
	}
}

// serving starts the server and returns when it has greeted.
func serving(t *testing.T, log io.Writer, args ...string) (server *exec.Cmd, greeting string) {
	t.Helper()
	server = command(args...)
	server.Stderr = log
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	lines := bufio.NewReader(out)
	for !strings.Contains(greeting, "mesher send\n") {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("it ended after %q: %v", greeting, err)
		}
		greeting += line
	}
	return server, greeting
}

// ask runs a command to its end and returns its output.
func ask(t *testing.T, status int, args ...string) string {
	t.Helper()
	c := command(args...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if c.ProcessState.ExitCode() != status {
		t.Fatalf("mesher %v: %v, want status %d: %s", args, err, status, &stderr)
	}
	return string(out)
}

func command(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asMesher+"=1")
	return c
}

// get opens a page.
func get(t *testing.T, url, token string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v, %s", url, err, response.Status)
	}
	return string(body)
}
