package app

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// Three nodes become the next version, one after the other, under `mesher load`:
// a client that retries always gets an answer, and answered events are stored
// once. The first node of the new version brings the tables up to date beside the
// old ones. A node may go back as long as the tables suit the old version too,
// and is told so if they do not.
func TestRollingUpgrade(t *testing.T) {
	next, program := buildNextVersion(t), buildMesher(t)
	var log journal
	pc := newProcessCluster(t, settings{}, func(_ int, s *settings) { s.log = &log })
	known := pc.schema(t)
	speak := func(version, times int) {
		t.Helper()
		until(t, fmt.Sprintf("version %d is spoken %d times", version, times), func() bool {
			return strings.Count(log.String(), fmt.Sprint("protocol=", version, "\n")) >= times
		})
	}
	speak(wire.Version, 6) // each node says it of each
	sender := pc.send(t, program, pc.setUp(t, program), 30*time.Second)
	pc.replace(t, 0, next.program)
	speak(wire.Version, 6+4)
	pc.replace(t, 1, next.program)
	speak(wire.Version, 6+6)
	speak(wire.Version+1, 2)
	pc.replace(t, 2, next.program)
	speak(wire.Version+1, 6)
	if now := pc.schema(t); now != known+1 {
		t.Errorf("the tables are of version %d, want %d", now, known+1)
	}
	pc.replace(t, 0, "")
	speak(wire.Version, 12+4)
	pc.replace(t, 0, next.program)
	for range scaled(0, 10) { // back, and on again
		for i := range pc.nodes {
			pc.replace(t, i, "")
			pc.replace(t, i, next.program)
		}
	}
	r := sender.endWell(t)
	pc.mustHold(t, r.Answered, r.Answered)

	pc.nodes[0].leave(t)
	pc.run(t, fmt.Sprintf(`UPDATE compatible_steps SET since = step WHERE step = %d`, known+1))
	if said := refuses(t, pc.each[0], ""); !strings.Contains(said, "a newer program made it") {
		t.Errorf("tables that are not for it: it says %q", said)
	}
}

// replace makes a node leave, and another program take its place. Empty is this
// program.
func (pc *processCluster) replace(t *testing.T, i int, program string) {
	pc.nodes[i].leave(t)
	pc.goesOn(t)
	pc.each[i].program = program
	pc.restart(t, i)
	pc.goesOn(t)
}

func (pc *processCluster) schema(t *testing.T) int64 {
	t.Helper()
	s, err := sqlstore.Schema(t.Context(), pc.database)
	if err != nil {
		t.Fatal(err)
	}
	return s.Version
}

// run changes the database.
func (pc *processCluster) run(t *testing.T, statement string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), pc.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	if _, err := db.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// refuses starts a program that must end by itself, and returns its error
// message.
func refuses(t *testing.T, s settings, program string) string {
	t.Helper()
	s.program = program
	server, said := s.command(t), new(bytes.Buffer)
	server.Stderr = said
	if err := server.Run(); err == nil {
		t.Error("it did not refuse")
	}
	return said.String()
}
