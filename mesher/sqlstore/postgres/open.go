package postgres

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
	"github.com/mesh-actors/mesh/mesher/sqlstore/lifecycle"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// A Store is a [mesher.Store] on a PostgreSQL server, which other nodes may use
// at the same time.
type Store struct {
	plain.Tables
	lifecycle.Ports
	pool    *pgxpool.Pool
	payload *payload.Codec
	homes   homes
	closed  atomic.Bool
}

var _ mesher.Store = (*Store)(nil)

// Open connects to the database at a URL, postgres://user:password@host/name,
// brings its tables up to date and makes the partitions of the next days. It
// refuses a database that a newer program made only for its like (see package
// schema). The URL may set pool_max_conns and pool_min_conns; by default there
// are 2 to 10 connections.
func Open(ctx context.Context, url string) (*Store, error) {
	pool, err := newPool(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	s := &Store{pool: pool, payload: payload.NewCodec()}
	s.Tables, s.Ports = plain.On(plainly{s}), lifecycle.On(lifetimes{plainly{s}})
	if err := migrate(ctx, pool); err != nil {
		pool.Close()
		return nil, fmt.Errorf("bring the tables of database %q up to date: %w", pool.Config().ConnConfig.Database, classify(err))
	}
	if err := s.Prepare(ctx, time.Now()); err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

// Ping checks that the server answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.fail("ping", s.with(ctx, func(c *pgxpool.Conn) error { return c.Ping(ctx) }))
}

// Close waits for calls under way; later calls fail with an Unavailable error. A
// second Close does nothing.
func (s *Store) Close() error {
	if !s.closed.Swap(true) {
		s.pool.Close()
	}
	return nil
}
