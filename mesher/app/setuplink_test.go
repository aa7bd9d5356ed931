package app

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// The link that one node prints opens the set-up at another, where a proxy may
// lead, and only once for all of them.
func TestASetUpLinkIsTheClusters(t *testing.T) {
	databases := pgtest.Start(t, "fsync=off")
	var greeting bytes.Buffer
	log := new(journal)
	cluster := newLocalCluster(t, databases, 1, Config{Greeting: &greeting, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	cluster.config.Greeting = nil
	other := cluster.join(t)
	_, token, found := strings.Cut(greeting.String(), "/setup?token=")
	token, _, _ = strings.Cut(token, "\n")
	if token = strings.TrimSpace(token); !found || token == "" {
		t.Fatalf("there is no link: %s", &greeting)
	}
	claim := func(p *program, token string, n int) int {
		form := fmt.Sprintf(`{"token":%q,"email":"ada%d@example.com","password":"correct horse battery"}`, token, n)
		return post(t, p.address.local.JoinPath("api/v1/setup").String(), form).status
	}
	if got := claim(other, mesher.NewSecret("").Reveal(), 0); got != http.StatusForbidden {
		t.Errorf("another token got %d", got)
	}
	var all sync.WaitGroup
	answers := make([]int, 4)
	for n := range answers {
		all.Go(func() { answers[n] = claim([]*program{other, cluster.nodes[0]}[n%2], token, n) })
	}
	all.Wait()
	made := 0
	for _, got := range answers {
		if got == http.StatusCreated {
			made++
		} else if got != http.StatusConflict {
			t.Errorf("the link got %d", got)
		}
	}
	if made != 1 {
		t.Errorf("it made %d accounts, want one", made)
	}
	if strings.Contains(log.String(), token) {
		t.Error("the log tells the token")
	}
}

// Nodes have the same secrets for as long as they share a valid one, and another
// database's nodes have others.
func TestSetupSecrets(t *testing.T) {
	const first, second, short = "the first secret of thirty-two bytes", "the second secret of thirty-two bytes", "short"
	here, there := launch(t, Config{}), launch(t, Config{})
	of := func(p *program, name string, cookies ...string) (secrets []string) {
		t.Helper()
		settings := Cluster{Name: name}
		for _, cookie := range cookies {
			settings.Cookies = append(settings.Cookies, mesher.SecretOf(cookie))
		}
		drawn, err := (&program{store: p.store, config: Config{Cluster: settings}}).setupSecrets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range drawn {
			secrets = append(secrets, s.Reveal())
		}
		return secrets
	}
	old, both := of(here, "a@h:1", first), of(here, "b@h:1", second, first)
	if len(old) != 1 || len(both) != 2 || both[1] != old[0] || both[0] == old[0] || len(old[0]) < 43 {
		t.Errorf("one draws %q, one with two cookies %q", old, both)
	}
	if others := of(there, "a@h:1", first); len(others) != 1 || others[0] == old[0] {
		t.Errorf("at another database one draws %q, too", others)
	}
	for about, none := range map[string][]string{"a program that is alone": of(here, "", first), "a cookie that may be guessed": of(here, "a@h:1", short)} {
		if len(none) > 0 {
			t.Errorf("of %s there are %q", about, none)
		}
	}
}
