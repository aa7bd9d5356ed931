package server

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/websocket"
)

// Live tells connections what happens in projects, on all nodes.
type Live interface {
	// Listen lets an account hear of a project from now on, until the feed is
	// closed.
	Listen(project mesher.ProjectID, account uuid.UUID) (Feed, error)
	// Changed tells listeners what was done to issues of a project. It does not
	// wait.
	Changed(project mesher.ProjectID, change mesher.IssueChange, issues ...uuid.UUID)
}

// A Feed is a queue of messages for one connection. It is bounded: a slow
// connection misses the oldest, and is told so.
type Feed interface {
	// Next waits for the next message until ctx ends. A nil message says that the
	// listener's rights may have changed.
	Next(ctx context.Context) ([]byte, error)
	// Subscribe lets only events through that match a filter, from the reply on.
	Subscribe(filter mesher.LiveFilter, reply []byte)
	// Reply adds a message for this connection only.
	Reply(message []byte)
	Close()
}

// silence is the [Live] of a server that has none.
type silence struct{}

func (silence) Listen(mesher.ProjectID, uuid.UUID) (Feed, error) {
	return nil, mesher.Errorf(mesher.Unavailable, "this server has no live stream")
}

func (silence) Changed(mesher.ProjectID, mesher.IssueChange, ...uuid.UUID) {}

// livePongWithin is how long a client may take to answer a ping.
const livePongWithin = 10 * time.Second

// getStream tells a connection what happens in a project, from before its request
// is answered until either side ends it.
func (s *Server) getStream(w http.ResponseWriter, r *http.Request, in inProject) error {
	if !websocket.Requested(r) {
		return mesher.Errorf(mesher.Invalid, "this address speaks WebSocket; connect to it with a client that does")
	}
	if err := s.fromOurPage(r, in.who); err != nil {
		return err
	}
	feed, err := s.config.Live.Listen(in.project.ID, in.who.Account.ID)
	if err != nil {
		return err
	}
	return s.connect(w, r, in.who.Account.ID, maxSubscription, func(ctx context.Context, conn *websocket.Conn) error {
		return (&stream{Server: s, conn: conn, feed: feed, request: r, project: in.project.ID}).run(ctx)
	}, feed.Close)
}

// A stream is a connection that hears of a project.
type stream struct {
	*Server
	conn    *websocket.Conn
	feed    Feed
	request *http.Request // that opened it
	project mesher.ProjectID
}

// run ends when the client leaves, is gone, or may hear no more. What the client
// says is read here, as it may be anything; two goroutines beside it pass on what
// happens, and watch the client.
func (s *stream) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var aside sync.WaitGroup
	defer aside.Wait()
	defer cancel(nil)
	aside.Go(func() { cancel(sheltered(func() error { return s.tell(ctx) })) })
	aside.Go(func() { cancel(sheltered(func() error { return s.watch(ctx) })) })
	for {
		said, err := s.conn.Read(ctx)
		if err == io.EOF {
			return s.conn.Close()
		}
		if err != nil {
			cancel(err)
			return context.Cause(ctx) // the first to end it knows why
		}
		s.hear(said)
	}
}

// hear does what the client asks, and answers.
func (s *stream) hear(said []byte) {
	filter, err := readSubscription(said)
	if err != nil {
		s.feed.Reply(refusalOf(err))
		return
	}
	s.feed.Subscribe(filter, filtersUpdated)
}

// tell passes on what happens, as fast as the client takes it. It sends nothing
// while it is in doubt whether the client may hear it. That is so at first, as
// its rights may have ended just before it began to listen.
func (s *stream) tell(ctx context.Context) error {
	if err := s.look(ctx); err != nil {
		return err
	}
	for {
		message, err := s.feed.Next(ctx)
		switch {
		case err != nil:
		case message == nil:
			err = s.look(ctx)
		default:
			err = s.write(ctx, s.conn, message)
		}
		if err != nil {
			return err
		}
	}
}

// watch checks at intervals that the client is there and may still hear the
// project, in case nobody reported that it may not.
func (s *stream) watch(ctx context.Context) error {
	tick := time.NewTicker(s.config.WatchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if err := s.conn.Ping(ctx, livePongWithin); err != nil {
			return err
		}
		if err := s.look(ctx); err != nil {
			return err
		}
	}
}

// look sends a client away that may hear no more: it may have been signed out,
// its token revoked, its member removed. A database that can't be asked is not
// the client's fault.
func (s *stream) look(ctx context.Context) error {
	err := s.mayHear(ctx)
	switch mesher.KindOf(err) {
	case mesher.Unauthorized, mesher.Forbidden, mesher.NotFound:
		if s.write(ctx, s.conn, refusalOf(err)) == nil {
			s.conn.Close()
		}
		return err
	}
	return nil
}

// mayHear repeats the check of the route's guard.
func (s *stream) mayHear(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, livePongWithin)
	defer cancel()
	r := s.request.WithContext(ctx)
	who, err := s.asker(r)
	if err != nil {
		return err
	}
	_, err = s.Server.project(r, who, projectRef(s.project), member, "project")
	return err
}
