// Package far is the other process of a workload between two processes: the
// program starts itself once more, as the far side of one peer.
package far

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// Command is the argument that makes the program a far side; the peer's name
// follows.
const Command = "far"

// A Process is a running far side. It ends when End tells it to, or when the
// process that started it is gone.
type Process struct {
	Address string // where it listens, in its peer's notation

	cmd  *exec.Cmd
	life io.Closer     // its standard input; closing this ends it
	says *json.Decoder // of its standard output: the address, then its figures
}

// Start starts a peer's far side with as many processors as there are here, and
// with env added to the environment. It returns when the far side listens.
func Start(peer string, env ...string) (*Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, Command, peer)
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", runtime.GOMAXPROCS(0)))
	cmd.Env = append(cmd.Env, env...)
	cmd.Stderr = os.Stderr
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &Process{cmd: cmd, life: life, says: json.NewDecoder(stdout)}
	if err := p.says.Decode(&p.Address); err != nil {
		return nil, errors.Join(fmt.Errorf("far side of %s: %w", peer, err), life.Close(), cmd.Wait())
	}
	return p, nil
}

// End ends the far side, and returns the figures about itself.
func (p *Process) End() (workload.Figures, error) {
	p.life.Close()
	var f workload.Figures
	err := p.says.Decode(&f)
	return f, errors.Join(err, p.cmd.Wait())
}

// Serve is the far side's own part: it makes the peer listen, prints the address,
// and waits for the end of life.
func Serve(p workload.Peer, life io.Reader, stdout io.Writer) error {
	address, err := p.Far()
	if err != nil {
		return err
	}
	out := json.NewEncoder(stdout)
	if err := out.Encode(address); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, life); err != nil {
		return err
	}
	return out.Encode(meter.AddMemory(workload.Figures{}))
}
