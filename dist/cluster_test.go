package dist_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Real nodes are programs of their own: this test binary again, told so by its
// environment. Such a node connects to its seed, runs the process "echo", says
// that it is up, and stays until it is killed or its input ends.
func TestMain(m *testing.M) {
	if name := os.Getenv("DIST_TEST_NODE"); name != "" {
		beNode(name, os.Getenv("DIST_TEST_SEED"))
		return
	}
	verify(m)
}

func beNode(name, seed string) {
	sys := actor.NewSystem(actor.Config{Node: name})
	cookies, _ := newCookies(secret)
	n, err := dist.Start(context.Background(), sys, dist.Config{Cookies: cookies, Peers: strings.Fields(seed)})
	if err != nil {
		fmt.Println(err)
		return
	}
	dist.Offer(n, "list", func(p *actor.Process, to actor.PID) error {
		var names []string
		for _, node := range n.List() {
			names = append(names, node.Name)
		}
		return p.Send(to, strings.Join(names, " "))
	})
	fmt.Println(sys.Spawn(echo))
	io.Copy(io.Discard, os.Stdin) // until the test closes it, or ends
	n.Leave(context.Background())
}

// program is a node that is a program.
type program struct {
	*exec.Cmd
	name  string
	stdin io.Closer
	echo  actor.PID
}

func launch(t *testing.T, name, seed string) *program {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "DIST_TEST_NODE="+name, "DIST_TEST_SEED="+seed)
	cmd.Stderr = io.Discard
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	p := &program{Cmd: cmd, name: name, stdin: stdin}
	t.Cleanup(p.kill)
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if p.echo, err = actor.ParsePID(strings.TrimSpace(line)); err != nil {
		t.Fatal(line, err)
	}
	return p
}

func (p *program) kill() {
	p.Process.Kill()
	p.Wait()
}

// Three programs form a mesh from one address; one is killed, and every node is
// told once; it starts again, and its old PIDs are dead.
func TestPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	ada := overTCP(t, "ada")
	seed := strings.TrimPrefix(ada.Self().Name, "ada@")
	ada.run(t, func(p *actor.Process) {
		p.TrapExit(true)
		ada.Monitor(p.Self(), "")
		bob := launch(t, "bob@"+disttest.Reserve(t), seed)
		cyd := launch(t, "cyd@"+disttest.Reserve(t), seed)
		up := map[string]bool{next[dist.NodeUp](t, p).Node.Name: true, next[dist.NodeUp](t, p).Node.Name: true}
		if !up[bob.name] || !up[cyd.name] {
			t.Errorf("up are %v", up)
		}
		for list := ""; !strings.Contains(list, cyd.name); { // bob, which was only told of ada
			if _, err := ada.Spawn(t.Context(), bob.name, "list", p.Self()); err != nil {
				t.Fatal(err)
			}
			list = next[string](t, p)
		}

		p.Link(bob.echo)
		ref := p.Monitor(bob.echo)
		other := p.Monitor(cyd.echo)
		if v, err := p.Call(t.Context(), bob.echo, 1); v != 1 || err != nil {
			t.Errorf("call: %v, %v", v, err)
		}
		bob.kill()
		var exits, downs int
		for range 3 {
			switch m := p.Receive().(type) {
			case actor.Exit:
				exits++
			case actor.Down:
				if downs++; m.Ref != ref || m.Reason != actor.NoConnection {
					t.Errorf("got %v", m)
				}
			case dist.NodeDown: // known by its connection, not by its silence
				if m.Node != bob.echo.Node() || errors.Is(m.Reason, dist.ErrSilent) {
					t.Errorf("got %v", m)
				}
			}
		}
		if exits != 1 || downs != 1 {
			t.Errorf("%d exits, %d downs", exits, downs)
		}

		again := launch(t, bob.name, seed)
		if u := next[dist.NodeUp](t, p); u.Node != again.echo.Node() {
			t.Errorf("got %v, want %v", u.Node, again.echo.Node())
		}
		if _, err := p.Call(t.Context(), bob.echo, 1); !errors.Is(err, actor.NoProc) {
			t.Errorf("call of the first run: %v", err)
		}
		if v, err := p.Call(t.Context(), again.echo, 2); v != 2 || err != nil {
			t.Errorf("call of the second run: %v, %v", v, err)
		}
		again.stdin.Close() // it leaves
		if d := next[dist.NodeDown](t, p); !errors.Is(d.Reason, dist.ErrLeft) {
			t.Errorf("got %v", d)
		}
		p.Demonitor(other)
	})
}
