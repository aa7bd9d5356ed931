package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// DIST-15: an operator looks into running nodes with commands that need only the
// name of one and the cookie.
func TestClusterCommands(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "cookie")
	if err := os.WriteFile(secret, []byte("a secret of thirty-two bytes or so\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MESHER_COOKIE_FILE", secret)
	a, b := "a@"+disttest.Reserve(t), "b@"+disttest.Reserve(t)
	database := "--database-url=" + pgtest.Start(t, "fsync=off").NewDatabase(t)
	serving(t, t.Output(), "--http-port=0", "--data-dir="+t.TempDir(), database, "--node-name="+a)
	other, _ := serving(t, t.Output(), "--http-port=0", "--data-dir="+t.TempDir(), database, "--node-name="+b, "--peers="+a)
	t.Setenv("MESHER_NODE_NAME", a)

	var status mesher.ClusterStatus
	for status.Leader == "" || len(status.Nodes) < 2 || status.Nodes[1].Status != "up" { // until they have met, and shared out the work
		status = mesher.ClusterStatus{}
		read(t, &status, "cluster", "status", "--json")
	}
	if status.Self != a || status.Nodes[0].Name != a || status.Nodes[1].Name != b {
		t.Errorf("%+v", status)
	}
	shape := regexp.MustCompile(`^\{"self":"[^"]+","nodes":\[(\{"name":"[^"]+","status":"up","version":"[^"]*","uptime_s":\d+,"events_per_s":[\d.e+-]+,` +
		`"queue":\d+,"lent":\d+,"borrowed":\d+\},?)+\],"leader":"[^"]+"\}\n$`)
	if out := ask(t, 0, "cluster", "status", "--json"); !shape.MatchString(out) {
		t.Errorf("the status is %s", out)
	}
	for _, c := range []struct {
		args []string
		says []string // in this order
	}{
		{[]string{"status"}, []string{"NODE", "UPTIME", a, "up", b, "up"}},
		{[]string{"links"}, []string{"PEER", "ROUND TRIP", b, "up"}},
		{[]string{"links", "--of=" + b}, []string{"PEER", a, "up"}},
		{[]string{"tree"}, []string{"CHILD", "RESTARTS", "mesher", "├─ pipeline", "storage_writer", "observer"}},
		{[]string{"tree", "--of=" + b}, []string{"├─ pipeline"}},
		{[]string{"processes", "--limit=3"}, []string{"PROCESS", "MAILBOX", "3 of"}},
		{[]string{"processes", "--sort=age", "--limit=300"}, []string{"storage_writer"}},
		{[]string{"names"}, []string{"NAME", "observer", "storage_writer"}},
		{[]string{"names", "--global"}, []string{"mesher_registry", "mesher_registry@" + a, "mesher_registry@" + b}},
		{[]string{"watch", "--times=2", "--every=100ms"}, []string{"NODE", a, b, "from " + a, "SENT/S", b, "NODE"}},
	} {
		out, missing := "", "?"
		for tries := 0; missing != "" && tries < 20; tries++ { // a node learns in a moment what another does
			out = ask(t, 0, append([]string{"cluster"}, c.args...)...)
			missing = missingOf(out, c.says)
		}
		if missing != "" {
			t.Errorf("%v: no word of %q behind the others in\n%s", c.args, missing, out)
		}
		if strings.Contains(out, "\x1b") {
			t.Errorf("%v: it paints, and this is no terminal: %q", c.args, out)
		}
	}
	for _, what := range []string{"tree", "processes", "links", "names"} {
		if out := ask(t, 0, "cluster", what, "--json"); !json.Valid([]byte(out)) || strings.Contains(out, `\u003c`) {
			t.Errorf("%s answers %s", what, out)
		}
	}

	// The watch command outlives the node it is attached to, and sees it down from
	// another one.
	watched := cluster{Node: b, Cookie: cookie{CookieFile: secret}, Patience: time.Minute}
	err := watched.attached(t.Context(), func(ctx context.Context, o *observe.Observer) error {
		var s sight
		if got := string(s.look(ctx, o)); !strings.Contains(got, "from "+b) {
			t.Errorf("before: %s", got)
		}
		other.Process.Kill()
		for got := ""; !strings.Contains(got, "it is tried again"); {
			got = string(s.look(ctx, o))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for status.Nodes[1].Status != "down" {
		status = mesher.ClusterStatus{}
		read(t, &status, "cluster", "status", "--json")
	}
}

// missingOf returns the first word that a text does not have after the previous
// ones; empty if it has them all.
func missingOf(text string, words []string) string {
	for _, word := range words {
		_, after, ok := strings.Cut(text, word)
		if !ok {
			return word
		}
		text = after
	}
	return ""
}

// A command that can't attach says what to do.
func TestClusterAttachFails(t *testing.T) {
	const cookie = "--cookie=a secret of thirty-two bytes or so"
	for _, c := range []struct {
		args []string
		says []string
	}{
		{[]string{cookie}, []string{"--node", "MESHER_NODE_NAME", "alone"}},
		{[]string{"--node=a@127.0.0.1:1"}, []string{"MESHER_COOKIE"}},
		{[]string{"--node=a@127.0.0.1:1", cookie}, []string{"a@127.0.0.1:1", "nobody listens"}},
		{[]string{"--node=a", cookie}, []string{"name@host:port"}},
		{[]string{"--node=a@nowhere.invalid:1", cookie}, []string{"nowhere.invalid"}},
		{[]string{"--node=a@127.0.0.1:1", cookie, "--node-cert=x"}, []string{"MESHER_NODE_KEY"}},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(append([]string{"cluster", "status"}, c.args...), &stdout, &stderr); status != 1 || stdout.Len() > 0 {
			t.Errorf("%v: status %d, %s", c.args, status, &stdout)
		}
		for _, want := range c.says {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("%v: no word of %q in %q", c.args, want, &stderr)
			}
		}
	}
}

// A limit that leaves nothing to list is a mistake, and not answered as if there
// were nothing.
func TestClusterLimit(t *testing.T) {
	for _, args := range [][]string{{"processes", "--limit=0"}, {"names", "--limit=-1"}} {
		var stdout, stderr bytes.Buffer
		if status := run(append([]string{"cluster"}, args...), &stdout, &stderr); status != 1 || !strings.Contains(stderr.String(), "--limit must be 1 or more") {
			t.Errorf("%v: status %d, %s", args, status, &stderr)
		}
	}
}
