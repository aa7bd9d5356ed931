package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

const (
	// defaultPool is how many connections to a database server are used at most by
	// default, and leastPool how many the work needs.
	defaultPool, leastPool = 10, 2
	// committers is how many transactions of events are under way at once. More of
	// them would be smaller and wait for each other's counts, and each has a cost.
	committers = 1
	// connectTimeout bounds one attempt to reach a database server, and connectPause
	// is the time between two.
	connectTimeout = 5 * time.Second
	connectPause   = time.Second
)

// A database is where the events are stored.
type database struct {
	address string // for sqlstore.Open; may hold a password
	name    string // the same for people, without the password
	remote  bool   // it is on a server, which may be unreachable
}

// database returns the database that the settings name; the embedded one is a
// file.
func (c Config) database() (database, error) {
	if c.DatabaseURL.Reveal() == "" {
		file := filepath.Join(c.DataDir, "mesher.db")
		return database{address: file, name: file}, nil
	}
	// The error does not quote the URL, which may hold the password.
	u, err := url.Parse(c.DatabaseURL.Reveal())
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return database{}, errors.New("the database URL must be like postgres://user:password@host:5432/name")
	}
	if c.DatabasePool < leastPool {
		return database{}, fmt.Errorf("the database pool must be of %d connections or more, not %d", leastPool, c.DatabasePool)
	}
	name := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	query := u.Query()
	setDefault(query, "pool_max_conns", strconv.Itoa(c.DatabasePool))
	setDefault(query, "connect_timeout", strconv.Itoa(int(connectTimeout.Seconds())))
	u.RawQuery = query.Encode()
	return database{address: u.String(), name: name.String(), remote: true}, nil
}

func setDefault(query url.Values, name, value string) {
	if !query.Has(name) {
		query.Set(name, value)
	}
}

// openStore opens the database and finds the first project's key. If the server
// can't be reached, it retries until it can, or until ctx ends: the server's
// machine may start later than ours. Meanwhile clients are told that this program
// lives, and that events should come again: it is not known yet which keys are
// valid.
func (p *program) openStore(ctx context.Context) error {
	err := p.tryStore(ctx)
	if !p.database.remote || mesher.KindOf(err) != mesher.Unavailable {
		return err
	}
	waiting, stop := context.WithCancel(ctx)
	var doors sync.WaitGroup
	for _, d := range []*door{p.door, p.admin} {
		doors.Go(func() { server.Waiting(server.Config{Log: p.config.Log}).Serve(waiting, d.lend()) })
	}
	defer func() { stop(); doors.Wait() }()
	for mesher.KindOf(err) == mesher.Unavailable {
		p.config.Log.Warn("waiting for the database", "database", p.database.name, "err", err)
		select {
		case <-time.After(connectPause):
			err = p.tryStore(ctx)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

func (p *program) tryStore(ctx context.Context) error {
	store, err := sqlstore.Open(ctx, p.database.address)
	if err != nil {
		return err
	}
	_, key, err := store.Bootstrap(ctx)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	p.store, p.address.key = store, key
	return nil
}
