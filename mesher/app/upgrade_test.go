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
// a client that tries again is never without an answer, and what was answered is
// stored once. The first one of the new version brings the tables up to date beside the
// old ones. One may go back as long as the tables are for the old version too, and
// is told so when they are not.
func TestRollingUpgrade(t *testing.T) {
	next, program := buildNext(t), buildMesher(t)
	var log journal
	f := newFleet(t, settings{}, func(_ int, s *settings) { s.log = &log })
	known := f.schema(t)
	speak := func(version, times int) {
		t.Helper()
		until(t, fmt.Sprintf("version %d is spoken %d times", version, times), func() bool {
			return strings.Count(log.String(), fmt.Sprint("protocol=", version, "\n")) >= times
		})
	}
	speak(wire.Version, 6) // each says it of each
	sender := f.send(t, program, f.setUp(t, program), 30*time.Second)
	f.replace(t, 0, next.program)
	speak(wire.Version, 6+4)
	f.replace(t, 1, next.program)
	speak(wire.Version, 6+6)
	speak(wire.Version+1, 2)
	f.replace(t, 2, next.program)
	speak(wire.Version+1, 6)
	if now := f.schema(t); now != known+1 {
		t.Errorf("the tables are of version %d, want %d", now, known+1)
	}
	f.replace(t, 0, "")
	speak(wire.Version, 12+4)
	f.replace(t, 0, next.program)
	for range scaled(0, 10) { // back, and on again
		for i := range f.ships {
			f.replace(t, i, "")
			f.replace(t, i, next.program)
		}
	}
	r := sender.endWell(t)
	f.mustHold(t, r.Answered, r.Answered)

	f.ships[0].leave(t)
	f.run(t, fmt.Sprintf(`UPDATE compatible_steps SET since = step WHERE step = %d`, known+1))
	if said := refuses(t, f.each[0], ""); !strings.Contains(said, "a newer program made it") {
		t.Errorf("tables that are not for it: it says %q", said)
	}
}

// replace has a node leave, and another program take its place. Empty is this one.
func (f *fleet) replace(t *testing.T, i int, program string) {
	f.ships[i].leave(t)
	f.goesOn(t)
	f.each[i].program = program
	f.again(t, i)
	f.goesOn(t)
}

func (f *fleet) schema(t *testing.T) int64 {
	t.Helper()
	s, err := sqlstore.Schema(t.Context(), f.database)
	if err != nil {
		t.Fatal(err)
	}
	return s.Version
}

// run changes the database.
func (f *fleet) run(t *testing.T, statement string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), f.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	if _, err := db.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// refuses starts a program that has to end by itself, and returns its complaint.
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
