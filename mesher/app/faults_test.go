package app

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// The tests of this file do to a real PostgreSQL server what happens to such
// servers, while the program runs in a process of its own and events come in.
// Each ends with one check: answered events are stored, nothing is stored twice,
// the counts are those of the stored rows, and the ledger adds up.
//
// They are short; MESH_SCALE=100 does as much as a bad day.

// A scene is a server, a database on it and the program that uses it.
type scene struct {
	*settings
	server  *pgtest.Server
	program child
	load    *load
}

func newScene(t *testing.T, s settings) *scene {
	server := pgtest.Start(t, "fsync=off")
	s.database = server.NewDatabase(t)
	if s.dataDir == "" {
		s.dataDir = t.TempDir()
	}
	return &scene{settings: &s, server: server}
}

// begin starts the program, and clients.
func (s *scene) begin(t *testing.T, clients int) {
	s.program = startServer(t, *s.settings)
	s.load = s.program.under(t, clients)
	s.load.await(100)
}

// scaled returns how much to do: little, or with MESH_SCALE so many per cent of
// all.
func scaled[N int | time.Duration](little, all N) N {
	percent, err := strconv.Atoi(os.Getenv("MESH_SCALE"))
	if err != nil {
		return little
	}
	return max(little, all*N(percent)/100)
}

func TestKilledUnderLoad(t *testing.T) {
	s := newScene(t, settings{})
	var answered []uuid.UUID
	for range scaled(3, 50) {
		s.begin(t, 16)
		s.program.kill(t)
		s.load.stop()
		s.mustRefuseNobody(t)
		answered = append(answered, s.load.answered...)
	}
	s.program = startServer(t, *s.settings)
	s.load.answered = answered
	s.check(t, ledgerMayErr)
}

func TestTheServerStopsAtOnce(t *testing.T) {
	s := newScene(t, settings{})
	s.begin(t, 16)
	for range scaled(1, 5) {
		s.server.Crash(t)
		s.load.await(200)
		s.server.Restart(t)
		s.load.await(200)
	}
	s.load.stop()
	s.mustRefuseNobody(t)
	s.check(t, ledgerIsWhole)
}

// A frozen server answers nothing and breaks no connection. The program holds
// little more than before, although twice as many clients come. Garbage not
// collected yet is at most half of all that it may ever hold.
func TestTheServerIsFrozen(t *testing.T) {
	s := newScene(t, settings{})
	s.begin(t, 16)
	before, _, _ := s.program.memory()
	more := s.program.under(t, 16)
	thaw := s.freeze(t)
	s.load.lasts(scaled(3*time.Second, 20*time.Second))
	s.load.await(100)
	thaw()
	s.load.await(200)
	more.stop()
	s.load.stop()
	s.load.answered = append(s.load.answered, more.answered...)
	s.load.refused = append(s.load.refused, more.refused...)
	s.check(t, ledgerIsWhole)
	if now, _, _ := s.program.memory(); now > before+128<<20 {
		t.Errorf("it held %d MB before, and %d MB after", before>>20, now>>20)
	}
}

func TestConnectionsAreCut(t *testing.T) {
	s := newScene(t, settings{})
	s.begin(t, 16)
	for range scaled(5, 200) {
		s.run(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		s.load.await(20)
	}
	s.load.stop()
	s.mustRefuseNobody(t)
	s.check(t, ledgerIsWhole)
}

// The table for events is locked, and with it every connection that the program
// may have. Health is answered meanwhile.
func TestATableIsLocked(t *testing.T) {
	for _, pool := range []int{10, 2} {
		t.Run(fmt.Sprintf("pool of %d", pool), func(t *testing.T) {
			s := newScene(t, settings{pool: pool})
			s.begin(t, 16)
			held := s.connect(t)
			defer held.Close(context.WithoutCancel(t.Context()))
			if _, err := held.Exec(t.Context(), `BEGIN; LOCK TABLE events`); err != nil {
				t.Fatal(err)
			}
			s.load.await(200)
			base, _ := takeApart(t, s.program.dsn)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/healthz", nil)
			if err != nil {
				t.Fatal(err)
			}
			if a, err := do(r); err != nil || a.status != http.StatusOK {
				t.Errorf("health: %+v, %v", a, err)
			}
			if _, err := held.Exec(t.Context(), `COMMIT`); err != nil {
				t.Fatal(err)
			}
			s.load.await(200)
			s.load.stop()
			s.mustRefuseNobody(t)
			s.check(t, ledgerIsWhole)
		})
	}
}

// If neither the database nor the spool can take an event, its sender is told so,
// and when to retry. Events answered before are not lost.
func TestTheSpoolFillsUp(t *testing.T) {
	s := newScene(t, settings{spoolMax: 64 << 10})
	s.begin(t, 16)
	s.server.Crash(t)
	s.load.awaitRefused(50)
	s.server.Restart(t)
	s.load.await(200)
	s.load.stop()
	s.mustRefuseHonestly(t)
	s.check(t, ledgerIsWhole)
}

// A disk without room for the spool is as good as a full spool.
func TestTheDiskIsFull(t *testing.T) {
	s := newScene(t, settings{dataDir: t.TempDir()})
	disk := filepath.Join(s.dataDir, "spool")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: only root may make a small disk to fill: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", disk).Run() })
	if err := os.WriteFile(filepath.Join(disk, "ballast"), make([]byte, 15<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s.begin(t, 16)
	s.server.Crash(t)
	s.load.awaitRefused(50)
	s.server.Restart(t)
	s.load.await(200)
	s.load.stop()
	s.mustRefuseHonestly(t)
	s.check(t, ledgerIsWhole)
}

// An event that the database will never take is quarantined, and those that came
// with it are stored.
func TestAPoisonEventAmongGoodOnes(t *testing.T) {
	s := newScene(t, settings{})
	s.begin(t, 16)
	s.run(t, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poison'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.message = 'poison') EXECUTE FUNCTION refuse()`)
	base, key := takeApart(t, s.program.dsn)
	known := 0
	for range 5 {
		a := post(t, base+"/api/v1/events", `{"message":"poison"}`, "X-Sentry-Auth: "+key)
		if a.status != http.StatusAccepted {
			t.Errorf("poison is answered %d %s", a.status, a.body)
		}
		if strings.Contains(a.body, `"quarantined"`) { // otherwise it waits in the spool to be detected
			known++
		}
		s.load.await(50)
	}
	s.load.stop()
	s.mustRefuseNobody(t)
	if known == 0 {
		t.Error("nobody is told of poison")
	}
	until(t, "all poison is in the quarantine", func() bool { return s.count(t, `SELECT count(*) FROM quarantine`) == 5 })
	s.check(t, ledgerIsWhole)
}

// freeze stops all processes of the server, and returns the function that resumes
// them.
func (s *scene) freeze(t *testing.T) (thaw func()) {
	t.Helper()
	if _, err := exec.LookPath("ps"); err != nil {
		t.Skip("SKIPPED: ps is missing (on Debian: apt-get install procps)")
	}
	conn := s.connect(t)
	var folder string
	if err := conn.QueryRow(t.Context(), `SHOW data_directory`).Scan(&folder); err != nil {
		t.Fatal(err)
	}
	conn.Close(t.Context())
	b, err := os.ReadFile(filepath.Join(folder, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	signal := func(sig syscall.Signal) {
		out, err := exec.Command("ps", "-o", "pid=", "--pid", first, "--ppid", first).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range strings.Fields(string(out)) {
			if pid, err := strconv.Atoi(field); err == nil {
				syscall.Kill(pid, sig) // one that has just ended does not matter
			}
		}
	}
	signal(syscall.SIGSTOP)
	t.Cleanup(func() { signal(syscall.SIGCONT) })
	return func() { signal(syscall.SIGCONT) }
}

func (s *scene) connect(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.database)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func (s *scene) run(t *testing.T, statement string) {
	t.Helper()
	conn := s.connect(t)
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func (s *scene) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	conn := s.connect(t)
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (s *scene) mustRefuseNobody(t *testing.T) {
	t.Helper()
	for _, a := range s.load.refused {
		t.Errorf("refused with %d: %s", a.status, a.body)
	}
}

func (s *scene) mustRefuseHonestly(t *testing.T) {
	t.Helper()
	for _, a := range s.load.refused {
		if !a.retryable() {
			t.Errorf("refused with %d, Retry-After %q: %s", a.status, a.header.Get("Retry-After"), a.body)
		}
	}
}

// retryable reports whether a refusal says that the client should try again, and
// when.
func (a answer) retryable() bool {
	return a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != ""
}

// untilRight is until for a check that may find several things wrong, which it
// names if it waits in vain.
func untilRight(t *testing.T, what string, look func() (wrong []string)) {
	t.Helper()
	var wrong []string
	t.Cleanup(func() {
		for _, w := range wrong {
			t.Log(w)
		}
	})
	until(t, what, func() bool { wrong = look(); return len(wrong) == 0 })
}

// until waits for a fact about another process.
func until(t *testing.T, what string, fact func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for patience := time.After(2 * drainsWithin); !fact(); {
		select {
		case <-tick.C:
		case <-patience:
			t.Fatal("waited in vain: ", what)
		}
	}
}
