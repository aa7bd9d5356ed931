package postgres

import (
	"context"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	minConns = 2
	maxConns = 10
	// connWait is how long a call waits for a connection if all are busy.
	connWait = 5 * time.Second
)

func newPool(ctx context.Context, address string) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, err // it does not show the password
	}
	given := parameters(address)
	if !given.Has("pool_max_conns") {
		c.MaxConns = maxConns
	}
	c.MaxConns = max(c.MaxConns, minConns) // one holds the turn to migrate, one migrates
	if !given.Has("pool_min_conns") {
		c.MinConns = minConns
	}
	direct, err := isDirect(ctx, c.ConnConfig)
	if err != nil {
		return nil, err
	}
	if !direct {
		c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	}
	return pgxpool.NewWithConfig(ctx, c)
}

// isDirect reports whether connections lead to the server itself. A pooler in
// between, such as PgBouncer, gives each transaction to any free server process,
// so that nothing may stay behind in one: settings of the session are never used,
// but prepared statements save a third of a small batch's time. A pooler can be
// recognised by the process number: it makes up its own.
func isDirect(ctx context.Context, config *pgx.ConnConfig) (bool, error) {
	config = config.Copy()
	config.DefaultQueryExecMode = pgx.QueryExecModeExec // prepares nothing
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return false, classify(err)
	}
	defer c.Close(ctx)
	var process uint32
	err = c.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&process)
	return process == c.PgConn().PID(), classify(err)
}

// parameters returns the parameters of a URL; other forms of address have none.
func parameters(address string) url.Values {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return u.Query()
}

// with runs do with a connection, for which it waits at most connWait.
func (s *Store) with(ctx context.Context, do func(*pgxpool.Conn) error) error {
	waiting, cancel := context.WithTimeout(ctx, connWait)
	defer cancel()
	c, err := s.pool.Acquire(waiting)
	if err != nil {
		if ctx.Err() == nil && waiting.Err() != nil {
			return outage("the database is busy, or does not answer", err)
		}
		return err
	}
	defer c.Release()
	return do(c)
}

// settleTime is how much longer a transaction that is about to commit may take
// after its context has ended.
const settleTime = 10 * time.Second

// settling returns a context for finishing work that should not be interrupted
// halfway: it ends a while after ctx does.
func settling(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(settleTime, cancel)
		context.AfterFunc(longer, func() { timer.Stop() })
	})
	return longer, func() { stop(); cancel() }
}
