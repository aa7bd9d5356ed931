package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"modernc.org/sqlite"

	"github.com/mesh-actors/mesh/mesher"
)

// backupPages is how many pages are copied between two checks of the context.
const backupPages = 1 << 10

// Backup copies the database in a file, as it is at one moment, into a file that
// does not exist yet, and checks that the copy is complete. Others go on writing
// meanwhile, and their log grows; the tables stay as they are, whichever program
// made them. report is told at intervals how many pages were copied, of how many.
// An unfinished copy is removed.
func Backup(ctx context.Context, from, path string, report func(done, all int)) error {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return mesher.Errorf(mesher.Conflict, "%s is there already: remove it, or choose another name", path)
	}
	if err != nil {
		return fmt.Errorf("make the copy: %w", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	err = copyTo(ctx, from, path, report)
	if err == nil {
		err = verify(ctx, path)
	}
	if err == nil {
		err = flush(path)
	}
	if err != nil {
		return fmt.Errorf("back up: %w", errors.Join(classify(err), os.Remove(path)))
	}
	return nil
}

// copyTo copies within one transaction: so the pages are all of one moment, and a
// writer does not make the copying start again.
func copyTo(ctx context.Context, from, path string, report func(done, all int)) error {
	db, err := sql.Open("sqlite", dsn(from, readerOptions))
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var tables int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil { // fixes the moment
		return err
	}
	return conn.Raw(func(driver any) error {
		backup, err := driver.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		}).NewBackup(dsn(path, url.Values{"_synchronous": {"OFF"}})) // it is flushed when complete
		if err != nil {
			return err
		}
		for more := true; more && err == nil; {
			if err = ctx.Err(); err != nil {
				break
			}
			more, err = backup.Step(backupPages)
			report(backup.PageCount()-backup.Remaining(), backup.PageCount())
		}
		return errors.Join(err, backup.Finish())
	})
}

// verify reads every page of a copy. Nobody else has it open yet, so it uses none
// of the files by which several processes share a database, and leaves none.
func verify(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dsn(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("the copy is damaged: %s", found)
	}
	return nil
}

func flush(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
