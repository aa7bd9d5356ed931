package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// A second program on a folder is refused, and the first is not disturbed.
func TestTwoProgramsOnOneFolder(t *testing.T) {
	p := launch(t, Config{})
	err := Run(t.Context(), Config{DataDir: p.config.DataDir, Log: slog.New(slog.DiscardHandler)})
	for _, want := range []string{p.config.DataDir, "in use", "--data-dir", "MESHER_DATA_DIR"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want word of %s", err, want)
		}
	}
	p.send(t, `{"message":"x"}`)
	if dsn, err := LocalDSN(p.config.DataDir); err != nil || dsn == "" {
		t.Errorf("the DSN that the first left is gone: %q, %v", dsn, err)
	}
}

// The program works on a PostgreSQL server as on its embedded database, and its
// log names that without the password.
func TestPostgreSQL(t *testing.T) {
	server := pgtest.Start(t, "fsync=off")
	var log journal
	p := launch(t, Config{DatabaseURL: withPassword(server.NewDatabase(t)), DatabasePool: 4, Log: slog.New(slog.NewTextHandler(&log, nil))})
	id, issue := p.send(t, eventOf(uuid.New()))
	if issues := p.issues(t); len(issues) != 1 || issues[0].ID != issue {
		t.Errorf("event %s of issue %s became %+v", id, issue, issues)
	}
	if strings.Contains(log.String(), canary) || !strings.Contains(log.String(), "test_1") {
		t.Errorf("the log tells the password, or not which database:\n%s", log.String())
	}
}

// A program waits for a server that is away at the start. Until it is there,
// senders are told to come again; then all is well without a restart.
func TestTheDatabaseIsAwayAtTheStart(t *testing.T) {
	server := pgtest.Start(t, "fsync=off")
	database := server.NewDatabase(t)
	server.Crash(t)
	in, told := io.Pipe()
	lines := make(chan string)
	go func() {
		defer close(lines)
		buffer := make([]byte, 4<<10)
		for {
			n, err := in.Read(buffer)
			if err != nil {
				return
			}
			lines <- string(buffer[:n])
		}
	}()
	log := slog.New(slog.NewTextHandler(told, nil))
	port := freePort(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Config{HTTPPort: port, DataDir: t.TempDir(), DatabaseURL: withPassword(database), Log: log})
		told.Close()
	}()
	line := ""
	for !strings.Contains(line, "waiting for the database") { // it may have to mention ports before
		line = <-lines
		if strings.Contains(line, canary) {
			t.Errorf("the log says %s", line)
		}
	}
	base := fmt.Sprintf("http://127.0.0.1:%d", port)
	if a := post(t, base+"/api/v1/events", `{"message":"x"}`, "X-Sentry-Auth: mshr_x"); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("an event gets %d %s", a.status, a.body)
	}
	server.Restart(t)
	for !strings.Contains(line, "started") {
		line = <-lines
	}
	http.DefaultClient.CloseIdleConnections() // of the program that waited
	if a := post(t, base+"/api/v1/events", `{"message":"x"}`, "X-Sentry-Auth: mshr_x"); a.status != http.StatusUnauthorized {
		t.Errorf("then it gets %d %s", a.status, a.body)
	}
	stop()
	go func() { // whatever it prints while it ends
		for range lines {
		}
	}()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	http.DefaultClient.CloseIdleConnections()
}

// Told to stop while it waits, the program stops.
func TestStopWhileTheDatabaseIsAway(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	in, told := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Config{DataDir: t.TempDir(), DatabaseURL: withPassword("postgres://tester@127.0.0.1:1/x"), Log: slog.New(slog.NewTextHandler(told, nil))})
		told.Close()
	}()
	in.Read(make([]byte, 1<<10))
	go io.Copy(io.Discard, in)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// canary is a password that must not appear anywhere.
const canary = "hunter2"

func withPassword(database string) mesher.Secret {
	return mesher.SecretOf(strings.Replace(database, "tester@", "tester:"+canary+"@", 1))
}
