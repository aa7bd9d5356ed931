package proof

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// patience is how long a test waits for something that must come. It is not a
// promise of the library: machines are slow.
const patience = time.Minute

// program is a node in a program of its own, as its test sees it.
type program struct {
	*rpc.Client
	t       testing.TB
	cmd     *exec.Cmd
	self    actor.Node
	address string
	options Options
}

// A start says which node to start, and how.
type start struct {
	Options
	binary string   // this one if empty
	within []string // a command to start it with
}

// launch starts a node on this machine. It is killed when the test ends.
func launch(t testing.TB, s start) *program {
	t.Helper()
	if s.Address == "" {
		s.Address = disttest.Reserve(t)
	}
	command := append(s.within, cmp.Or(s.binary, os.Args[0]), "-test.run=^$")
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), asNode+"=1")
	cmd.Stderr = os.Stderr // where a program says why it panics
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, cmd: cmd, address: s.Address, options: s.Options}
	p.Client = jsonrpc.NewClient(struct {
		io.Reader
		io.WriteCloser
	}{stdout, stdin})
	t.Cleanup(p.kill)
	p.self = ask[actor.Node](p, "Start", s.Options)
	return p
}

// again starts the next run of a program that has ended.
func (p *program) again() *program {
	p.t.Helper()
	return launch(p.t, start{Options: p.options})
}

// kill is kill -9.
func (p *program) kill() {
	p.cmd.Process.Kill()
	p.Close()
	p.cmd.Wait()
}

// stop and resume are SIGSTOP and SIGCONT.
func (p *program) stop()   { p.signal(syscall.SIGSTOP) }
func (p *program) resume() { p.signal(syscall.SIGCONT) }

func (p *program) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// name is the node's.
func (p *program) name() string { return p.self.Name }

// ask makes a program run a command that must succeed.
func ask[R any](p *program, command string, argument any) (r R) {
	p.t.Helper()
	if err := try(p, command, argument, &r); err != nil {
		p.t.Fatalf("%s: %s: %v", p.name(), command, err)
	}
	return r
}

// nothing is an empty argument or result.
type nothing = struct{}

// try is ask for a command that may fail. An error is the command's, as text.
func try(p *program, command string, argument, reply any) error {
	call := p.Go("Site."+command, argument, reply, make(chan *rpc.Call, 1))
	select {
	case <-call.Done:
		return call.Error
	case <-time.After(2 * patience):
		return fmt.Errorf("no answer to %s", command)
	}
}

// refused checks that a command fails, and for what reason.
func refused(t testing.TB, p *program, command string, argument any, want string) {
	t.Helper()
	var got any
	if err := try(p, command, argument, &got); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %s %v: got %v, want %s", p.name(), command, argument, err, want)
	}
}

// eventually waits until something is so. It polls, as it depends on another
// program.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	if _, ok := within(patience, is); !ok {
		t.Fatalf("never: %s", what)
	}
}

// within is eventually with a bound; took is how long it was.
func within(d time.Duration, is func() bool) (took time.Duration, ok bool) {
	begin := time.Now()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for !is() {
		if took = time.Since(begin); took > d {
			return took, false
		}
		<-again.C
	}
	return time.Since(begin), true
}
