package app

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/ops"
)

// A sender is `mesher load`, the real program, which sends to all nodes of a
// cluster in turn until it is told to stop, and then reads back the answered
// events.
type sender struct {
	cmd    *exec.Cmd
	report bytes.Buffer
	said   journal
}

// buildMesher builds the program that people use: a test can be a server, but not
// its commands.
func buildMesher(t *testing.T) (program string) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("SKIPPED: it takes the go command to build the program")
	}
	program = filepath.Join(t.TempDir(), "mesher")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/mesher").CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return program
}

// setUp makes an account with the program, and returns a token for reading.
func (pc *processCluster) setUp(t *testing.T, program string) (token string) {
	t.Helper()
	setup := exec.Command(program, "setup", "--email=ada@example.com", "--json", "--data-dir="+t.TempDir(), "--database-url="+pc.database)
	setup.Env = append(os.Environ(), "MESHER_PASSWORD=correct horse battery")
	var said bytes.Buffer
	setup.Stderr = &said
	out, err := setup.Output()
	var made Installed
	if err != nil || json.Unmarshal(out, &made) != nil {
		t.Fatalf("set up: %v: %s%s", err, out, &said)
	}
	return made.APIToken
}

// send starts a sender, which retries each event for so long.
func (pc *processCluster) send(t *testing.T, program, token string, retry time.Duration) *sender {
	t.Helper()
	args := []string{"load", "--json", "--check", "--retry=" + retry.String(), "--rate=200", "--concurrency=12", "--size=1KB", "--duration=24h"}
	for _, node := range pc.nodes {
		args = append(args, "--dsn="+node.dsn)
	}
	s := &sender{cmd: exec.Command(program, args...)}
	s.cmd.Env = append(os.Environ(), "MESHER_TOKEN="+token)
	s.cmd.Stdout, s.cmd.Stderr = &s.report, &s.said
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill(); s.cmd.Wait() })
	pc.goesOn(t)
	return s
}

// goesOn waits until more events are stored.
func (pc *processCluster) goesOn(t *testing.T) {
	t.Helper()
	want := pc.count(t, `SELECT count(*) FROM events`) + 50
	until(t, "more events are stored", func() bool { return pc.count(t, `SELECT count(*) FROM events`) >= want })
}

// end tells a sender to stop. Answered events must be there once.
func (s *sender) end(t *testing.T) (r ops.Report) {
	t.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(2*time.Minute, func() { s.cmd.Process.Kill() })
	defer late.Stop()
	err := s.cmd.Wait()
	t.Logf("mesher load: %s", &s.report)
	if err != nil || json.Unmarshal(s.report.Bytes(), &r) != nil {
		t.Fatalf("mesher load: %v\n%s", err, s.said.String())
	}
	if r.Answered == 0 || r.Answered+r.Failed != r.Sent || r.Stored != r.Answered || r.Missing+r.Duplicates > 0 {
		t.Errorf("it reports %+v", r)
	}
	return r
}

// endWell is the end of a sender that retries. Nothing failed, and some events
// were retried: otherwise no node was away.
func (s *sender) endWell(t *testing.T) ops.Report {
	t.Helper()
	r := s.end(t)
	if r.Failed > 0 || r.Refused+r.Errors > 0 || r.Retried == 0 {
		t.Errorf("of a client that tries again it reports %+v", r)
	}
	return r
}

// mustHold checks the database itself: it has between least and most events, each
// once.
func (pc *processCluster) mustHold(t *testing.T, least, most int64) {
	t.Helper()
	pc.load = new(load) // which knows of none: the senders have read back theirs
	pc.check(t, ledgerMayErr)
	rows := pc.count(t, `SELECT count(*) FROM events`)
	if n := int64(rows); n < least || n > most {
		t.Errorf("%d events are stored, of %d that were answered and %d that were sent", n, least, most)
	}
	until(t, "the ledger has all that is stored", func() bool { return pc.outcomes(t, "stored") == rows })
}

// Nodes are stopped in order one after the other and started again, as for a new
// version. A client that retries does not notice, and reads back everything
// though one node is away; a client that does not retry may count failures, but
// loses nothing that was answered either.
func TestRollingRestart(t *testing.T) {
	program := buildMesher(t)
	pc := newProcessCluster(t, settings{})
	token := pc.setUp(t, program)
	roll := func(times int) {
		for range times {
			for i := range pc.nodes {
				pc.replace(t, i, "")
			}
		}
	}
	once := pc.send(t, program, token, 0)
	roll(1)
	first := once.end(t)
	if first.Retried > 0 {
		t.Errorf("told not to, it tried again: %+v", first)
	}

	again := pc.send(t, program, token, 30*time.Second)
	roll(scaled(2, 40))
	pc.nodes[0].leave(t)
	pc.goesOn(t)
	second := again.endWell(t)
	pc.restart(t, 0)
	pc.mustHold(t, first.Answered+second.Answered, first.Sent+second.Sent)
}
