package app

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// RES-01, ING-08: each service is killed while events come in; it comes back, no
// client is refused for it, and every answered event is stored once.
func TestServicesAreKilledUnderLoad(t *testing.T) {
	for _, name := range []string{
		ingest.Registry, ingest.Ledger, ingest.KeyRing, ingest.Limiter, ingest.Processor + "1", ingest.Writer, ingest.Drainer, httpServer,
	} {
		t.Run(name, func(t *testing.T) {
			p := launch(t, Config{})
			l := under(t, 8, p.events(), p.auth())
			for range 3 {
				l.await(50)
				pid := p.whereis(t, name)
				p.sys.Exit(pid, actor.Kill)
				if p.whereis(t, name) == pid {
					t.Error("the killed process still has the name")
				}
			}
			l.await(50)
			l.stop()
			for _, a := range l.refused {
				t.Errorf("refused with %d: %s", a.status, a.body)
			}
			if l.lost > 0 && name != httpServer { // the HTTP server may cut an idle connection that is just being used
				t.Errorf("%d events got no answer", l.lost)
			}
			p.settle(t)
			mustBeStored(t, p.config.DataDir, l.answered)
		})
	}
}

// A pipeline that fails more often than its supervisor tolerates is restarted as
// a whole, and events flow again.
func TestThePipelineItselfIsRestarted(t *testing.T) {
	p := launch(t, Config{})
	writer := p.whereis(t, ingest.Writer)
	for restarts := 0; p.sys.Alive(p.root); restarts++ {
		before := p.whereis(t, ingest.Registry)
		p.sys.Exit(p.whereis(t, ingest.Writer), actor.Kill)
		p.whereis(t, ingest.Writer)
		if p.whereis(t, ingest.Registry) != before { // not killed, and new all the same
			break
		}
		if restarts > 1000 {
			t.Fatal("the pipeline puts up with anything")
		}
	}
	if p.whereis(t, ingest.Writer) == writer {
		t.Error("the writer was never replaced")
	}
	p.send(t, `{"message":"x"}`)
	if a := post(t, p.events(), `{"message":"x"}`, p.auth()); a.status != http.StatusAccepted {
		t.Errorf("status %d: %s", a.status, a.body)
	}
}

// The servers for the outside world are killed while a request is under way. That
// one is answered all the same, and so are later ones: the new servers wait for
// the old ones to end.
func TestTheDoorsAreKilledDuringARequest(t *testing.T) {
	p := launch(t, Config{})
	doorsOf := func() actor.PID {
		children, err := supervisor.Children(t.Context(), p.sys, p.root)
		if err != nil {
			t.Fatal(err)
		}
		return children[slices.IndexFunc(children, func(c supervisor.ChildInfo) bool { return c.ID == doors })].PID
	}
	conn, err := net.Dial("tcp", p.address.local.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	event := `{"message":"it takes its time"}`
	fmt.Fprintf(conn, "POST /api/v1/events HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", p.auth(), len(event))
	said := bufio.NewReader(conn)
	if line, err := said.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("it said %q, %v", line, err)
	}
	said.ReadString('\n')
	before := doorsOf()
	p.sys.Exit(before, actor.Kill)
	until(t, "there are others", func() bool { now := doorsOf(); return now != before && p.sys.Alive(now) })
	io.WriteString(conn, event)
	if line, err := said.ReadString('\n'); err != nil || !strings.Contains(line, "202 Accepted") {
		t.Errorf("it said %q, %v", line, err)
	}
	p.send(t, `{"message":"x"}`)
}

// whereis returns the living process of this name, as soon as there is one.
func (p *program) whereis(t *testing.T, name string) actor.PID {
	t.Helper()
	for t.Context().Err() == nil {
		if pid, ok := p.sys.Whereis(name); ok && p.sys.Alive(pid) {
			return pid
		}
		runtime.Gosched()
	}
	t.Fatalf("nobody is called %s", name)
	return actor.PID{}
}
