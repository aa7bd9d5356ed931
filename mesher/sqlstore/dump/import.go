package dump

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// A database being filled carries a mark: how many parts it has, and a digest of
// them. The mark is removed when the import is complete.
const (
	markTable  = "unfinished_import"
	createMark = `CREATE TABLE ` + markTable + ` (parts BIGINT NOT NULL, chain TEXT NOT NULL)`
	insertMark = `INSERT INTO ` + markTable + ` (parts, chain) VALUES (0, '')`
	readMark   = `SELECT parts, chain FROM ` + markTable
	moveMark   = `UPDATE ` + markTable + ` SET parts = $1, chain = $2 WHERE parts = $3`
	dropMark   = `DROP TABLE ` + markTable
)

// Unfinished reports whether a database has an unfinished import: it should not
// be used for anything else.
func Unfinished(ctx context.Context, db Database) (unfinished bool, err error) {
	err = db.Read(ctx, func(tx plain.Tx) error {
		unfinished, err = db.HasTable(tx, markTable)
		return err
	})
	return unfinished, db.Fail("look for an unfinished import", err)
}

// An Importer is a [Sink] that fills a database.
type Importer struct {
	db    Database
	meter meter

	taken int64 // parts that came, and a digest of them
	chain [sha256.Size]byte
	mark  mark // of the parts that the database has
}

type mark struct {
	parts int64
	chain string
}

// NewImporter makes an importer for a database that is empty, or was begun by an
// earlier one.
func NewImporter(db Database, report Report) *Importer {
	return &Importer{db: db, meter: meter{report: report}}
}

// Begin implements [Sink]; Conflict if the database holds something else.
func (i *Importer) Begin(ctx context.Context, h Header) error {
	if err := h.check(); err != nil {
		return err
	}
	i.meter.All = h.Rows
	return i.db.Fail("begin the import", i.db.Transact(ctx, i.begin))
}

func (i *Importer) begin(tx plain.Tx) error {
	begun, err := i.db.HasTable(tx, markTable)
	if err != nil {
		return err
	}
	if begun {
		i.mark, err = findMark(tx)
		return err
	}
	for _, t := range Tables() {
		n, err := size(tx, i.db, t)
		if err != nil {
			return err
		}
		if n > 0 && t.Name != Counters {
			return mesher.Errorf(mesher.Conflict, "the database is not empty: there is something in %s. Import into a new one", t.Name)
		}
	}
	if _, err := tx.Exec(createMark); err != nil {
		return err
	}
	_, err = tx.Exec(insertMark)
	return err
}

func findMark(tx plain.Tx) (m mark, err error) {
	rows, err := tx.Query(readMark)
	if err != nil {
		return m, err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&m.parts, &m.chain)
	}
	if err != nil {
		return m, err
	}
	return m, rows.Err()
}

// Take implements [Sink]; Conflict if the database has the beginning of another
// dump.
func (i *Importer) Take(ctx context.Context, p Part) error {
	i.taken++
	i.chain = sha256.Sum256(append(i.chain[:], p.Digest[:]...))
	now := mark{i.taken, hex.EncodeToString(i.chain[:])}
	before := now.parts <= i.mark.parts
	switch {
	case now.parts == i.mark.parts && now.chain != i.mark.chain:
		return mesher.Errorf(mesher.Conflict, "the import of another dump was begun here, or of one whose database has changed since: import this one into a new database")
	case !before:
		if err := i.load(ctx, p, now); err != nil {
			return i.db.Fail("import rows of "+p.Table, err)
		}
	}
	i.meter.passed(p, before)
	return nil
}

// load stores a part together with the mark for it.
func (i *Importer) load(ctx context.Context, p Part, now mark) error {
	table, rows, err := p.Open()
	if err != nil {
		return err
	}
	err = i.db.Load(ctx, table, rows, func(tx plain.Tx) error {
		moved, err := tx.Exec(moveMark, now.parts, now.chain, i.mark.parts)
		if err == nil && moved != 1 {
			err = mesher.Errorf(mesher.Conflict, "somebody else imports into this database at the same time")
		}
		return err
	})
	if err == nil {
		i.mark = now
	}
	return err
}

// End implements [Sink]: it checks that everything has arrived, and removes the
// mark.
func (i *Importer) End(ctx context.Context, want Totals) error {
	if i.mark.parts > i.taken {
		return mesher.Errorf(mesher.Conflict, "the import of a longer dump was begun here: import this one into a new database")
	}
	stored := make(Totals)
	err := i.db.Snapshot(ctx, func(tx plain.Tx) error {
		for _, t := range Tables() {
			total, err := count(tx, i.db, t)
			if err != nil {
				return err
			}
			stored[t.Name] = total
		}
		return nil
	})
	if err != nil {
		return i.db.Fail("check what was imported", err)
	}
	if found := want.differences(stored); found != nil {
		return fmt.Errorf("what was imported is not what was exported: %s", strings.Join(found, "; "))
	}
	return i.db.Fail("finish the import", i.db.Transact(ctx, func(tx plain.Tx) error {
		_, err := tx.Exec(dropMark)
		return err
	}))
}
