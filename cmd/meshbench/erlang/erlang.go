// Package erlang is Erlang/OTP, if installed: it embeds a script and reads what
// that prints.
package erlang

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

//go:embed workloads.escript
var script []byte

// Peer is Erlang/OTP.
func Peer() workload.Peer {
	p := workload.Peer{
		Name:    "erlang",
		About:   "Erlang/OTP where it is installed; L6 calls a gen_server",
		Missing: missing,
		Outside: true,
		Do:      map[string]func(n int) (workload.Figures, error){},
	}
	// It has only one kind of process, and no code outside processes: so it has no
	// L5-function and no L6-system.
	for _, w := range []string{"L1", "L2", "L3", "L4", "L5", "L6", "L6-context", "L6-deep", "L7"} {
		p.Do[w] = func(n int) (workload.Figures, error) { return run(w, n) }
	}
	return p
}

func missing() error {
	if _, err := exec.LookPath("escript"); err != nil {
		return fmt.Errorf("Erlang/OTP is not installed (on Debian: apt-get install erlang-base): %w", err)
	}
	return nil
}

// run runs the workload in a fresh emulator, with as many schedulers as Go has.
func run(name string, n int) (workload.Figures, error) {
	dir, err := os.MkdirTemp("", "meshbench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "workloads.escript")
	if err := os.WriteFile(file, script, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command("escript", file, name, strconv.Itoa(n))
	// +P leaves room for L5, which counts with one process more; +Bd makes Ctrl-C
	// end the emulator without a menu.
	flags := fmt.Sprintf("+S %[1]d:%[1]d +P %d +Bd", runtime.GOMAXPROCS(0), max(2*n, 1<<18))
	cmd.Env = append(os.Environ(), "ERL_FLAGS="+flags)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("escript: %w: %s%s", err, stderr.Bytes(), out)
	}
	return parse(out)
}

// parse reads lines of a name and a figure.
func parse(out []byte) (workload.Figures, error) {
	f := workload.Figures{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var name string
		var value float64
		if _, err := fmt.Sscan(lines.Text(), &name, &value); err != nil {
			return nil, fmt.Errorf("escript printed %q, not a figure", lines.Text())
		}
		f[name] = value
	}
	if len(f) == 0 {
		return nil, fmt.Errorf("escript printed no figures")
	}
	return f, nil
}
