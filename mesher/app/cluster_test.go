package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/discover"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Wrong settings of a cluster are reported before anything starts, with what to
// do.
func TestClusterSettings(t *testing.T) {
	const name, postgres = "a@127.0.0.1:4369", "postgres://tester@127.0.0.1:1/x"
	cookies := []mesher.Secret{mesher.SecretOf("canary-of-the-cookie")}
	junk := filepath.Join(t.TempDir(), "junk")
	if err := os.WriteFile(junk, []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		about    string
		database string
		cluster  Cluster
		says     string // empty: nothing is wrong
	}{
		{"alone", "", Cluster{}, ""},
		{"alone, with a cookie", "", Cluster{Cookies: cookies}, ""},
		{"complete", postgres, Cluster{Name: name, Cookies: cookies}, ""},
		{"a name of DNS, peers", postgres, Cluster{Name: "a-1@mesher-1.mesher:4369", Cookies: cookies, Peers: "b@10.0.0.2:4369, dns:mesher:4369"}, ""},
		{"an address with colons", postgres, Cluster{Name: "a@[::1]:4369", Cookies: cookies}, ""},
		{"no cookie", postgres, Cluster{Name: name}, "MESHER_COOKIE"},
		{"an empty cookie", postgres, Cluster{Name: name, Cookies: []mesher.Secret{{}}}, "cookie"},
		{"peers without a name", postgres, Cluster{Peers: name, Cookies: cookies}, "MESHER_NODE_NAME"},
		{"the embedded database", "", Cluster{Name: name, Cookies: cookies}, "a cluster needs PostgreSQL"},
		{"no place", postgres, Cluster{Name: "a", Cookies: cookies}, "MESHER_NODE_NAME"},
		{"no host", postgres, Cluster{Name: "a@:4369", Cookies: cookies}, "MESHER_NODE_NAME"},
		{"no port", postgres, Cluster{Name: "a@10.0.0.1", Cookies: cookies}, "MESHER_NODE_NAME"},
		{"port 0", postgres, Cluster{Name: "a@10.0.0.1:0", Cookies: cookies}, "MESHER_NODE_NAME"},
		{"a large port", postgres, Cluster{Name: "a@10.0.0.1:65536", Cookies: cookies}, "MESHER_NODE_NAME"},
		{"a space", postgres, Cluster{Name: "a b@10.0.0.1:4369", Cookies: cookies}, "MESHER_NODE_NAME"},
		{"a line", postgres, Cluster{Name: "a\n@10.0.0.1:4369", Cookies: cookies}, "MESHER_NODE_NAME"},
		{"a comma", postgres, Cluster{Name: "a,b@10.0.0.1:4369", Cookies: cookies}, "MESHER_NODE_NAME"},
		{"a peer that is none", postgres, Cluster{Name: name, Cookies: cookies, Peers: "b"}, "MESHER_PEERS"},
		{"half a certificate", postgres, Cluster{Name: name, Cookies: cookies, Certificate: junk}, "MESHER_NODE_KEY"},
		{"no certificate", postgres, Cluster{Name: name, Cookies: cookies, Certificate: junk, Key: junk, Authority: junk}, "certificate"},
		{"time that runs back", postgres, Cluster{Name: name, Cookies: cookies, Heartbeat: -time.Second}, "heartbeat"},
	} {
		config := Config{DataDir: t.TempDir(), DatabaseURL: mesher.SecretOf(c.database), Cluster: c.cluster, Log: slog.New(slog.DiscardHandler)}
		_, err := config.withDefaults()
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want word of %q", c.about, err, c.says)
		}
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: the cookie is told: %v", c.about, err)
		}
	}
}

// Peers given by name are kept, and those to look up are looked up.
func TestPeers(t *testing.T) {
	config, err := Cluster{Peers: "b@10.0.0.2:4369,10.0.0.3:4369,dns:mesher:4369"}.node(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"b@10.0.0.2:4369", "10.0.0.3:4369"}; !slices.Equal(config.Peers, want) {
		t.Errorf("the peers are %v, want %v", config.Peers, want)
	}
	asked, _ := config.Discovery.(discover.All)
	if want := (discover.DNS{Address: "mesher:4369"}); len(asked) != 1 || asked[0] != want {
		t.Errorf("asked is %v, want %v", config.Discovery, want)
	}
}

// A node whose files are replaced proves the new certificate to later peers; if
// the files can't be read it keeps the old one, and logs that once.
func TestNodeCertificatesAreRenewed(t *testing.T) {
	files := newPapers(t)
	files.issue(t, 1, "127.0.0.1")
	var log journal
	here := startNode(t, files, slog.New(slog.NewTextHandler(&log, nil)))
	// comes makes another node connect to it, with the files as they were when that
	// started.
	comes := func(with papers) error {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		return startNode(t, with, slog.New(slog.DiscardHandler)).Connect(ctx, here.Self().Name)
	}
	old := files.copy(t)
	if err := comes(old); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files.key, []byte("not yet"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := comes(old); err != nil {
			t.Error("while the new files can't be read:", err)
		}
	}
	if n := strings.Count(log.String(), "can't be read"); n != 1 {
		t.Errorf("it is said %d times, want once:\n%s", n, &log)
	}
	files.issue(t, 2, "127.0.0.1")
	if err := comes(files.copy(t)); err != nil {
		t.Error("one with the new certificate:", err)
	}
	if err := comes(old); err == nil {
		t.Error("one with the old certificate comes in")
	}
	if n := strings.Count(log.String(), "a new certificate is in use"); n != 1 {
		t.Errorf("the log says %d times that it is renewed:\n%s", n, &log)
	}
}

// copy keeps a copy of the files as they are now.
func (p papers) copy(t *testing.T) papers {
	t.Helper()
	kept := newPapers(t)
	for from, to := range map[string]string{p.cert: kept.cert, p.key: kept.key} {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return kept
}

// startNode starts a node, for as long as the test, with a self-signed
// certificate.
func startNode(t *testing.T, files papers, log *slog.Logger) *dist.Node {
	t.Helper()
	settings := Cluster{Cookies: []mesher.Secret{testCookie}, Certificate: files.cert, Key: files.key, Authority: files.cert}
	config, err := settings.node(log)
	if err != nil {
		t.Fatal(err)
	}
	config.Logger = slog.New(slog.DiscardHandler)
	sys := actor.NewSystem(actor.Config{Node: newNode(t), Logger: config.Logger})
	node, err := dist.Start(t.Context(), sys, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		node.Leave(ctx)
		sys.Stop(ctx)
	})
	return node
}
