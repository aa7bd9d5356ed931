package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
	"github.com/mesh-actors/mesh/mesher/sqlstore/lifecycle"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// maxReaders bounds the connections that read at once; more readers wait.
const maxReaders = 4

// A Store is a [mesher.Store] in one file, within this process.
type Store struct {
	plain.Tables
	lifecycle.Ports
	path    string
	writer  *sql.DB // exactly one connection: its holder has the turn to write
	readers *sql.DB // connections that cannot write
	write   writeStatements
	known   *known
	read    readStatements
	payload *payload.Codec
	closed  atomic.Bool
}

var _ mesher.Store = (*Store)(nil)

// Open opens the database in the file at path. If there is none it makes the file
// and its folder, accessible to their owner only. It brings the tables up to
// date, and refuses a file that another program made, or a newer one only for its
// like (see package schema).
func Open(ctx context.Context, path string) (*Store, error) {
	s := &Store{path: path, payload: payload.NewCodec()}
	s.Tables, s.Ports = plain.On(plainly{s}), lifecycle.On(lifetimes{plainly{s}})
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	if err := touch(s.path); err != nil {
		return err
	}
	release, err := lockSchema(ctx, s.path)
	if err != nil {
		return classify(err)
	}
	defer release()
	// The writer opens first: it makes the files that readers map.
	if s.writer, err = sql.Open("sqlite", dsn(s.path, writerOptions)); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if err := migrate(ctx, s.writer); err != nil {
		return classify(err)
	}
	if s.readers, err = sql.Open("sqlite", dsn(s.path, readerOptions)); err != nil {
		return err
	}
	s.readers.SetMaxOpenConns(maxReaders)
	s.readers.SetMaxIdleConns(maxReaders)
	if err := s.write.prepare(ctx, s.writer); err != nil {
		return classify(err)
	}
	return classify(s.read.prepare(ctx, s.readers))
}

// touch makes an empty file for SQLite to fill, since SQLite itself would let
// everybody read it. SQLite gives the file's mode to the files that it puts
// beside it.
func touch(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// Readers never wait for the writer nor it for them (WAL). FULL: an acknowledged
// commit has been fsynced. The log is copied back in pieces of 32 MB: most pages
// were written several times by then, and are copied once.
var (
	writerOptions = url.Values{
		"_txlock":       {"immediate"}, // a transaction that reads first must not find later that it can't write
		"_busy_timeout": {"5000"},      // for another process: a backup, a command
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_foreign_keys": {"on"},
		"_dqs":          {"0"},
		"_pragma":       {"wal_autocheckpoint(8000)", "journal_size_limit(67108864)", "cache_size(-32768)"},
	}
	readerOptions = url.Values{
		"mode":          {"ro"},
		"_busy_timeout": {"5000"},
		"_query_only":   {"on"},
		"_dqs":          {"0"},
	}
)

// dsn returns the driver's name for the file, whatever characters its path has.
func dsn(path string, options url.Values) string {
	p := path
	if abs, err := filepath.Abs(p); err == nil {
		p = abs
	}
	if p = filepath.ToSlash(p); !strings.HasPrefix(p, "/") {
		p = "/" + p // a drive letter
	}
	u := url.URL{Scheme: "file", Path: p, RawQuery: options.Encode()}
	return u.String()
}

// Prepare does nothing: one table holds the events of every day.
func (s *Store) Prepare(context.Context, time.Time) error { return nil }

// Ping reads from the file.
func (s *Store) Ping(ctx context.Context) error {
	var n int
	err := s.readers.QueryRowContext(ctx, `SELECT count(*) FROM orgs`).Scan(&n)
	return s.fail("ping", err)
}

// Close waits for the batch being written and ends the others with an
// Unavailable error. A second Close does nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	var errs []error
	if s.readers != nil {
		errs = append(errs, s.readers.Close())
	}
	if s.writer != nil {
		// The last connection to close empties the log into the file.
		if conn, err := s.writer.Conn(context.Background()); err == nil {
			errs = append(errs, conn.Close())
		}
		errs = append(errs, s.writer.Close())
	}
	return errors.Join(errs...)
}
