package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sentry"
	"github.com/mesh-actors/mesh/mesher/websocket"
)

// A client is pinged at regular intervals. It may take longer to answer than an
// event takes to be stored, as it is not read from meanwhile.
const (
	pingEvery  = 30 * time.Second
	pongWithin = 30 * time.Second
)

// getIngest takes events over a WebSocket, one per message, and answers each in
// turn. The connection lives in a process of its own.
func (s *Server) getIngest(w http.ResponseWriter, r *http.Request) error {
	if !websocket.Requested(r) {
		return mesher.Errorf(mesher.Invalid, "this address speaks WebSocket; to send one event, POST it to /api/v1/events")
	}
	from, err := s.sender(r.Context(), keyOf(r))
	if err != nil {
		return err
	}
	return s.connect(w, r, from.project.ID, mesher.MaxEventSize, func(ctx context.Context, conn *websocket.Conn) error {
		return s.takeEvents(ctx, conn, r, from)
	}, func() {})
}

// connect upgrades a request to a connection, unless its sender or all senders
// together have too many, and runs life in a process of its own, which does not
// hold the request's goroutine. maxMessage bounds a message in bytes. end is
// called when life has ended, or could not begin.
func (s *Server) connect(w http.ResponseWriter, r *http.Request, who any, maxMessage int64, life func(context.Context, *websocket.Conn) error, end func()) error {
	if !s.sockets.take(who, 1) {
		end()
		return mesher.Errorf(mesher.Unavailable, "there are as many connections as this server takes; try again")
	}
	conn, err := websocket.Accept(w, r, maxMessage)
	if err != nil {
		s.sockets.give(who, 1)
		end()
		return nil // the upgrade has answered
	}
	over := sync.OnceFunc(func() {
		conn.Abort()
		s.sockets.give(who, 1)
		end()
	})
	path := r.URL.Path
	err = s.config.Connect(r.Context(), func(ctx context.Context) error {
		defer over()
		err := life(ctx, conn)
		if _, ours := errors.AsType[*panicError](err); ours {
			return err
		}
		s.config.Log.Debug("a connection ended", "path", path, "err", err)
		return nil // clients may leave at any time
	})
	if err != nil {
		over()
		s.config.Log.Error("a connection failed", "path", path, "err", err)
	}
	return nil
}

// takeEvents answers messages one by one until there are no more.
func (s *Server) takeEvents(ctx context.Context, conn *websocket.Conn, r *http.Request, from sender) error {
	ctx, cancel := context.WithCancel(ctx)
	var alive sync.WaitGroup
	alive.Go(func() { conn.KeepAlive(ctx, pingEvery, pongWithin) })
	defer alive.Wait()
	defer cancel()
	for {
		message, err := conn.Reader(ctx)
		if err == io.EOF {
			return conn.Close()
		}
		if err != nil {
			return err
		}
		if err := s.takeMessage(ctx, conn, r, from, message); err != nil {
			return err
		}
	}
}

// takeMessage reads one message and answers it. Until then the message counts
// against its project. A client that takes longer over it than a request may is
// given up.
func (s *Server) takeMessage(ctx context.Context, conn *websocket.Conn, r *http.Request, from sender, message io.Reader) error {
	held := &heldBody{Reader: message, held: s.held, who: from.project.ID, most: mesher.MaxEventSize}
	defer held.release()
	late := time.AfterFunc(s.config.ReadTimeout, conn.Abort)
	event, err := io.ReadAll(held)
	late.Stop()
	if mesher.KindOf(err) == mesher.Unavailable {
		s.answer(ctx, conn, s.rejection(r, err)) // whether it arrives or not
	}
	if err != nil {
		return err
	}
	return s.answer(ctx, conn, s.takeEvent(ctx, r, event))
}

// takeEvent submits one event. The key is checked each time: it may have been
// revoked, or its project's settings changed, since the connection began.
func (s *Server) takeEvent(ctx context.Context, r *http.Request, event []byte) any {
	received := time.Now()
	from, err := s.sender(ctx, keyOf(r))
	if err != nil {
		return s.rejection(r, err)
	}
	receipt, err := s.config.Intake.Submit(ctx, mesher.Submission{
		Project: from.project, Key: from.key,
		Format: mesher.NativeFormat, Body: event,
		ReceivedAt: received, ClientIP: clientIP(r),
	})
	if err != nil {
		return s.rejection(r, err)
	}
	return acceptedBy(receipt)
}

// answer sends v.
func (s *Server) answer(ctx context.Context, conn *websocket.Conn, v any) error {
	message, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.write(ctx, conn, message)
}

// write sends a message, within the time that any client has to take it.
func (s *Server) write(ctx context.Context, conn *websocket.Conn, message []byte) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.WriteTimeout)
	defer cancel()
	return conn.Write(ctx, message)
}

// rejection returns the answer to an event that was not taken; here no status and
// no header says more.
func (s *Server) rejection(r *http.Request, err error) rejected {
	f := s.failure(r, err)
	no := rejected{Error: f.message}
	if f.retry > 0 {
		no.RetryAfter = sentry.RetrySeconds(f.retry)
	}
	return no
}
