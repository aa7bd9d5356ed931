// Package cluster tries the script beside it, which runs three nodes of Mesher.
package cluster

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// ports finds so many free ones in a row. They are below those that a system gives
// to whoever asks for any, and those that other packages' tests choose from: it
// takes the script a while to get to them. Where it looks is up to chance, for the
// sake of another run of this test beside it.
func ports(t *testing.T, n int) (first int) {
	t.Helper()
	const lowest, beyond = 10000, 20000
	for range 1000 {
		first = lowest + rand.IntN(beyond-lowest-n)
		free := true
		for p := first; p < first+n && free; p++ {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", p))
			if free = err == nil; free {
				l.Close()
			}
		}
		if free {
			return first
		}
	}
	t.Fatal("no free ports")
	return 0
}

// The script says where the nodes are, each of them takes events, what it says to
// try works, and nothing is left when it has stopped.
func TestRun(t *testing.T) {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb"); len(found) == 0 {
		if _, err := exec.LookPath("pg_config"); err != nil {
			t.Skip("SKIPPED: PostgreSQL is not on this machine; on Debian: apt-get install postgresql")
		}
	}
	script := exec.CommandContext(t.Context(), "./run")
	script.Env = append(os.Environ(), fmt.Sprint("MESHER_CLUSTER_PORT=", ports(t, 30)))
	script.Stderr = t.Output()
	script.Cancel = func() error { return script.Process.Signal(syscall.SIGTERM) }
	out, err := script.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := script.Start(); err != nil {
		t.Fatal(err)
	}
	key, logs, tried := "", []string{}, 0
	lines := bufio.NewScanner(out)
	for tried < 3 && lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 2 && fields[0] == "DSN" {
			key = regexp.MustCompile(`mshr_[0-9a-f]+`).FindString(fields[1])
		}
		if len(fields) > 3 && strings.HasPrefix(fields[0], "http://") {
			logs = append(logs, fields[len(fields)-1])
			send(t, fields[0], key)
		}
		if len(fields) > 1 && strings.HasSuffix(fields[0], "/mesher") {
			tried++
			try(t, fields, logs)
		}
	}
	if len(logs) < 3 {
		t.Errorf("it tells of %d nodes", len(logs))
	}
	script.Process.Signal(syscall.SIGTERM)
	for lines.Scan() {
	}
	if err := script.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	for _, log := range logs {
		if _, err := os.Stat(log); err == nil {
			t.Errorf("%s was left behind", log)
		}
	}
}

// try does what the script says that can be done.
func try(t *testing.T, command, logs []string) {
	t.Helper()
	if command[1] == "load" {
		command = append(command, "--duration=500ms")
		if dsns := strings.Count(strings.Join(command, " "), " --dsn="); dsns != len(logs) {
			t.Errorf("%v is for %d nodes", command, dsns)
		}
	}
	said := told(t, command)
	for tries := 0; command[1] == "cluster" && strings.Count(said, " up ") != len(logs); tries++ {
		if tries == 20 { // a node is ready before it has met the others
			t.Errorf("%v tells of others than the %d nodes: %s", command, len(logs), said)
			return
		}
		said = told(t, command)
	}
}

// told returns what a command says, which has to succeed.
func told(t *testing.T, command []string) string {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %v: %s", command, err, said)
	}
	return string(said)
}

func send(t *testing.T, base, key string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/api/v1/events", strings.NewReader(`{"message":"hello"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Sentry-Auth", key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusAccepted {
		t.Errorf("%s answers %s", base, answer.Status)
	}
}
