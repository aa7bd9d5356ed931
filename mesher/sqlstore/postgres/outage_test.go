package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
)

// Every fault of the database is an outage, never the events' fault.
func TestOutages(t *testing.T) {
	server := pgtest.Start(t, "fsync = off")
	address := server.NewDatabase(t)
	s := open(t, address+"&pool_max_conns=2")
	project, _, err := s.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := sample([]mesher.ProjectID{project.ID}, 1, 1)

	t.Run("a table that is locked", func(t *testing.T) {
		conn := connect(t, address)
		if _, err := conn.Exec(t.Context(), `BEGIN; LOCK TABLE issue_hashes`); err != nil {
			t.Fatal(err)
		}
		wantOutage(t, s, r, 50*time.Millisecond)
		if _, err := conn.Exec(t.Context(), `ROLLBACK`); err != nil {
			t.Fatal(err)
		}
		if got := write(t, s, r); got.Outcome != mesher.Stored {
			t.Errorf("afterwards the event is %s", got.Outcome)
		}
	})
	t.Run("a server that is gone", func(t *testing.T) {
		server.Crash(t)
		wantOutage(t, s, again(r), time.Minute)
		if err := s.Ping(t.Context()); mesher.KindOf(err) != mesher.Unavailable {
			t.Errorf("Ping says %v", err)
		}
		server.Restart(t)
		if got := write(t, s, again(r)); got.Outcome != mesher.Stored {
			t.Errorf("afterwards the event is %s", got.Outcome)
		}
	})
}

func wantOutage(t *testing.T, s *postgres.Store, r mesher.Record, within time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	_, err := s.WriteEvents(ctx, []mesher.Record{r})
	if e, ok := errors.AsType[*mesher.Error](err); !ok || e.Kind != mesher.Unavailable || e.RetryAfter == 0 {
		t.Errorf("the error is %v, want an outage that says when to retry", err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	address := pgtest.Shared(t).NewDatabase(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path, u.User = "/nowhere", url.UserPassword("tester", "hidden")
	for _, wrong := range []string{u.String(), "postgres://tester:hidden@127.0.0.1:1/x", "postgres://tester:hidden@x:y/"} {
		s, err := postgres.Open(t.Context(), wrong)
		if err == nil {
			s.Close()
			t.Fatal("it opened")
		}
		if strings.Contains(err.Error(), "hidden") {
			t.Errorf("the error gives the password away: %v", err)
		}
	}
}
