package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// asServer names the variable that makes the test program a server, on the
// data folder that is its value.
const asServer = "MESHER_TEST_SERVER"

func serveUntilKilled() {
	err := Run(context.Background(), Config{DataDir: os.Getenv(asServer), RateLimit: -1, Greeting: os.Stdout})
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// ING-08: the program is killed in the middle of its work, again and again. What
// it answered is there when it comes back, once.
func TestTheProgramIsKilledUnderLoad(t *testing.T) {
	dir := t.TempDir()
	var answered []uuid.UUID
	for range 3 {
		server, dsn := startServer(t, dir)
		base, key := takeApart(t, dsn)
		l := under(t, 8, base+"/api/v1/events", "X-Sentry-Auth: "+key)
		l.await(200)
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		server.Wait()
		l.stop()
		for _, a := range l.refused {
			t.Errorf("refused with %d: %s", a.status, a.body)
		}
		answered = append(answered, l.answered...)
	}
	launch(t, Config{DataDir: dir}) // it starts again, and mends what was left half done
	mustBeStored(t, dir, answered)
}

// startServer runs the program in a process of its own and returns when it has
// said where it is.
func startServer(t *testing.T, dir string) (server *exec.Cmd, dsn string) {
	t.Helper()
	server = exec.Command(os.Args[0])
	server.Env = append(os.Environ(), asServer+"="+dir)
	server.Stderr = t.Output()
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
			return server, fields[1]
		}
	}
	t.Fatal("the server ended without a greeting")
	return nil, ""
}

func takeApart(t *testing.T, dsn string) (base, key string) {
	t.Helper()
	key, host, ok := strings.Cut(strings.TrimPrefix(dsn, "http://"), "@")
	if !ok {
		t.Fatalf("%q is no DSN", dsn)
	}
	host, _, _ = strings.Cut(host, "/")
	return "http://" + host, key
}
