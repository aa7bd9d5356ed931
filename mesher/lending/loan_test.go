package lending

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// fakeNodes has no other nodes: what is spawned elsewhere runs on the same system.
type fakeNodes struct {
	Nodes
	runs func(p *actor.Process, loan actor.PID) error
}

func (s fakeNodes) Spawn(_ context.Context, p *actor.Process, _, _ string, args any) (actor.PID, actor.MonitorRef, error) {
	if s.runs == nil {
		return actor.PID{}, actor.MonitorRef{}, errors.New("no such node")
	}
	pid, ref := p.SpawnMonitor(func(p *actor.Process) error { return s.runs(p, args.(actor.PID)) })
	return pid, ref, nil
}

// newBorrower returns a node with a pipeline and one loan, whose processor is the
// function.
func newBorrower(t *testing.T, runs func(p *actor.Process, loan actor.PID) error) (*member, actor.PID) {
	t.Helper()
	m := &member{sys: actor.NewSystem(actor.Config{}), conn: &connection{database: newDatabase(1), node: "here"}}
	t.Cleanup(func() {
		if err := m.sys.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	var err error
	m.pipeline, err = ingest.New(m.sys, ingest.Config{Store: m.conn, Processors: 1, RateLimit: -1, Decode: decode})
	must(t, err)
	_, err = supervisor.Start(t.Context(), m.sys, m.pipeline.Spec())
	must(t, err)
	m.lending, err = New(Config{Pipeline: m.pipeline, Nodes: fakeNodes{runs: runs}})
	must(t, err)
	loan, err := service.Start(t.Context(), m.sys, &loan{lending: m.lending, peer: "there"})
	must(t, err)
	return m, loan
}

// A processor that does not answer is given up, and its events are processed
// here.
func TestALateAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var took atomic.Int64
		m, loan := newBorrower(t, func(p *actor.Process, _ actor.PID) error {
			for {
				p.Receive()
				took.Add(1)
			}
		})
		f := &flood{}
		began := time.Now()
		for n := range 100 {
			f.clients.Go(func() { f.send(t.Context(), m.pipeline, 0, n) })
		}
		f.clients.Wait()
		if waited := time.Since(began); waited < late || waited > late+2*lookEvery || len(f.answered) != 100 {
			t.Errorf("%d of 100 were answered in %v", len(f.answered), waited)
		}
		if n := took.Load(); n != places {
			t.Errorf("it was given %d, want %d", n, places)
		}
		if m.sys.Alive(loan) {
			t.Error("the loan goes on")
		}
		time.Sleep(3 * time.Second)
		(&scene{db: m.conn.database}).check(t, f, true)
	})
}

// The bytes under way are bounded, and events that are too large stay here.
func TestALoanIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bytes atomic.Int64
		m, _ := newBorrower(t, func(p *actor.Process, _ actor.PID) error {
			for {
				if w, ok := p.Receive().(Work); ok {
					bytes.Add(int64(len(w.Body)))
				}
			}
		})
		var all sync.WaitGroup
		submit := func(size int) {
			all.Go(func() {
				body := `{"message":"x","extra":{"a":"` + strings.Repeat("x", size) + `"}}`
				m.pipeline.Submit(t.Context(), mesher.Submission{Body: []byte(body)})
			})
		}
		for range 20 {
			submit(300 << 10)
			submit(mesher.MaxEventSize)
		}
		all.Wait()
		if n := bytes.Load(); n > maxBytes || n < maxBytes/2 {
			t.Errorf("%d bytes were under way, want no more than %d", n, maxBytes)
		}
	})
}

// A retiring loan takes nothing more, and ends when everything is answered.
func TestALoanRetires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loan := newBorrower(t, func(p *actor.Process, loan actor.PID) error {
			for {
				if w, ok := p.Receive().(Work); ok {
					p.SendAfter(time.Second, loan, answerOf(w.Number, mesher.Receipt{EventID: uuid.UUID{1}, Outcome: mesher.Sampled}, nil))
				}
			}
		})
		var all sync.WaitGroup
		sampled := 0
		var mu sync.Mutex
		for range 20 {
			all.Go(func() {
				r, err := m.pipeline.Submit(t.Context(), mesher.Submission{Body: []byte(`{"message":"x"}`)})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if r.Outcome == mesher.Sampled {
					sampled++
				}
			})
		}
		time.Sleep(time.Second / 2)
		service.Cast(m.sys, loan, retire{})
		synctest.Wait()
		if !m.sys.Alive(loan) {
			t.Error("it went with what it held")
		}
		if _, err := service.Call[mesher.Receipt](t.Context(), m.sys, loan, &mesher.Submission{}); !errors.Is(err, ingest.ErrReturned) {
			t.Errorf("it takes more: %v", err)
		}
		all.Wait()
		synctest.Wait()
		if m.sys.Alive(loan) {
			t.Error("it stays when all is answered")
		}
		if sampled < 10 {
			t.Errorf("%d were answered by the processor", sampled)
		}
	})
}

// If no peer lends, there is no loan.
func TestNoProcessor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := newBorrower(t, func(p *actor.Process, _ actor.PID) error { return nil })
		m.lending.config.Nodes = fakeNodes{}
		_, err := service.Start(t.Context(), m.sys, &loan{lending: m.lending, peer: "there"})
		if err == nil || !strings.Contains(err.Error(), "no such node") {
			t.Errorf("a loan of nobody: %v", err)
		}
	})
}

// A processor answers each work once, whatever it is sent, and ends with the
// loan.
func TestAProcessorAnswersEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := newBorrower(t, func(p *actor.Process, _ actor.PID) error { return nil })
		const works = 3 * places
		answers := make(map[uint64]Answer)
		loan := m.sys.Spawn(func(p *actor.Process) error {
			processor := p.Spawn(func(w *actor.Process) error { return m.lending.Work(w, p.Self()) })
			for n := range uint64(works) {
				s := whole()
				s.EventID, s.Format = uuid.UUID{byte(n), 1}, mesher.NativeFormat
				if n%3 == 1 {
					s.Body = []byte("[")
				}
				p.Send(processor, workOf(n, &s))
			}
			for range works {
				a, ok := actor.ReceiveFor[Answer](p, time.Minute)
				if _, twice := answers[a.Number]; twice || !ok {
					t.Errorf("answered %+v", a)
				}
				answers[a.Number] = a
			}
			if lends := m.lending.Figures().Lent; lends != 1 {
				t.Errorf("it lends %d", lends)
			}
			return nil
		})
		if _, err := m.sys.Wait(t.Context(), loan); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if lends := m.lending.Figures().Lent; lends != 0 {
			t.Errorf("it lends %d when the loan is gone", lends)
		}
		for n, a := range answers {
			_, err := a.result()
			if want := n%3 == 1; want != (mesher.KindOf(err) == mesher.Invalid && err != nil) {
				t.Errorf("work %d is answered %+v", n, a)
			}
		}
	})
}
