package supervisor

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

var errBoom = errors.New("boom")

// script plays a tree's world by hand: it carries nothing out, but records what
// the tree wants done, as words.
type script struct {
	*tree
	pids   map[string]actor.PID // of each child's latest process
	made   uint64
	paused map[*child]uint64 // the latest pause of each
	now    time.Time
}

func newScript(s Spec) *script {
	for i := range s.Children {
		if s.Children[i].Remote == nil {
			s.Children[i].Start = unused
		}
	}
	return &script{tree: newTree(s), pids: map[string]actor.PID{}, paused: map[*child]uint64{}, now: time.Unix(0, 0)}
}

func unused(actor.Spawner, ...actor.Option) actor.PID { panic("a tree spawns nothing itself") }

// play makes one event happen, and returns what the tree then did.
//
//	begin | up a | a exits | a leaves | a breaks | a loses | rested a | late a | second passes
//	placed a | misplaced a | astray a
//	start x | start x temporary | terminate a | restart a | delete a | end
func (s *script) play(event string) string {
	w := strings.Fields(event)
	switch {
	case w[0] == "begin":
		s.begin()
	case w[0] == "up":
		s.started(s.pids[w[1]])
	case w[0] == "placed":
		s.placed(s.now, s.byID[w[1]], s.pid(w[1]), nil)
	case w[0] == "misplaced":
		s.placed(s.now, s.byID[w[1]], actor.PID{}, errBoom)
	case w[0] == "astray":
		s.placed(s.now, s.byID[w[1]], actor.PID{}, actor.NoConnection)
	case w[0] == "rested":
		c := s.byID[w[1]]
		s.rested(c, s.paused[c])
	case w[0] == "late":
		s.overdue(s.pids[w[1]])
	case w[0] == "end":
		s.end(actor.Normal)
	case w[0] == "second":
		s.now = s.now.Add(time.Second)
	case w[0] == "start":
		c := Child{ID: w[1], Start: unused}
		if len(w) > 2 {
			c.Restart = Temporary
		}
		s.order(startChild{c})
	case w[0] == "terminate":
		s.order(terminateChild{w[1]})
	case w[0] == "restart":
		s.order(restartChild{w[1]})
	case w[0] == "delete":
		s.order(deleteChild{w[1]})
	case w[1] == "exits":
		s.exited(s.now, s.pids[w[0]], actor.Normal)
	case w[1] == "leaves":
		s.exited(s.now, s.pids[w[0]], actor.Shutdown)
	case w[1] == "loses":
		s.exited(s.now, s.pids[w[0]], actor.NoConnection)
	case w[1] == "breaks":
		s.exited(s.now, s.pids[w[0]], errBoom)
	default:
		panic("no such event: " + event)
	}
	return s.carryOut()
}

// pid returns the PID of a child's next process.
func (s *script) pid(id string) actor.PID {
	s.made++
	s.pids[id] = actor.NewPID(actor.Node{Name: "test"}, s.made)
	return s.pids[id]
}

func (s *script) order(body any) { s.command(actor.Request{Body: body}) }

func (s *script) carryOut() string {
	var done []string
	for _, a := range s.todo {
		switch a := a.(type) {
		case spawn:
			if a.child.Remote != nil {
				done = append(done, "place "+a.child.ID)
				break
			}
			s.spawned(a.child, s.pid(a.child.ID))
			done = append(done, "spawn "+a.child.ID)
		case pause:
			s.paused[a.child] = a.n
			done = append(done, "pause "+a.child.ID)
		case ask:
			done = append(done, "ask "+a.child.ID)
		case kill:
			done = append(done, "kill "+a.child.ID)
		case reply:
			word := "ok"
			if a.err != nil {
				word = a.err.Error()
			}
			done = append(done, fmt.Sprintf("%s: %s", orderWord(a.to.Body), word))
		case up:
			done = append(done, "up")
		case leave:
			done = append(done, "leave for "+a.reason.Error())
		case giveUp:
			done = append(done, "give up")
		}
	}
	s.todo = nil
	return strings.Join(done, ", ")
}

func orderWord(body any) string {
	return strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", body), "supervisor."), "Child")
}

func kids(ids string, change ...func(*Child)) (cs []Child) {
	for id := range strings.FieldsSeq(ids) {
		c := Child{ID: id}
		for _, f := range change {
			f(&c)
		}
		cs = append(cs, c)
	}
	return cs
}

// only changes the child with this id.
func only(id string, change func(*Child)) func(*Child) {
	return func(c *Child) {
		if c.ID == id {
			change(c)
		}
	}
}

func temporary(c *Child)   { c.Restart = Temporary }
func transient(c *Child)   { c.Restart = Transient }
func brutal(c *Child)      { c.Shutdown = BrutalKill }
func significant(c *Child) { c.Significant = true }

// Each line is an event, and what the tree does about it.
func TestTree(t *testing.T) {
	abc := []string{"begin", "spawn a", "up a", "spawn b", "up b", "spawn c", "up c", "up"}
	for _, c := range []struct {
		name   string
		spec   Spec
		script []string // event, what is done, event, what is done …
	}{
		{"S21: in order", Spec{Children: kids("a b c")}, abc},
		{"nothing to start", Spec{}, []string{"begin", "up"}},
		{"S21: one fails, those before it stop", Spec{Children: kids("a b c")}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "spawn c",
			"c breaks", "ask b",
			"b leaves", "ask a",
			"a leaves", `leave for start child "c": boom`,
		}},
		{"S21: the first one fails", Spec{Children: kids("a b")}, []string{
			"begin", "spawn a", "a exits", `leave for start child "a": normal`,
		}},
		{"not up before a child that crashed meanwhile is up again", Spec{Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b",
			"a breaks", "spawn a",
			"up b", "",
			"start c", "",
			"up a", "up, spawn c",
		}},
		{"S22: in reverse", Spec{Children: kids("a b c")}, append(abc[:8:8],
			"end", "ask c",
			"c leaves", "ask b",
			"b breaks", "ask a",
			"a exits", "leave for normal",
		)},
		{"S22: one that is gone already", Spec{Children: kids("a b c", temporary)}, append(abc[:8:8],
			"end", "ask c",
			"b breaks", "",
			"c leaves", "ask a",
			"a leaves", "leave for normal",
		)},
		{"S22: while the first children start", Spec{Children: kids("a b c")}, []string{
			"begin", "spawn a", "up a", "spawn b",
			"end", "ask b",
			"up b", "",
			"b leaves", "ask a",
			"a leaves", "leave for normal",
		}},
		{"S22: simple_one_for_one all at once", Spec{Strategy: SimpleOneForOne}, []string{
			"begin", "up",
			"start a", "spawn a", "start b", "spawn b", "start c", "spawn c",
			"up b", "start: ok", "up a", "start: ok",
			"end", "ask a, ask b, ask c",
			"b leaves", "",
			"c leaves", `start: start child "c": shutdown`,
			"a leaves", "leave for normal",
		}},
		{"S22: simple_one_for_one without children", Spec{Strategy: SimpleOneForOne}, []string{
			"begin", "up", "end", "leave for normal",
		}},
		{"S23: temporary and transient", Spec{Children: kids("a b c", only("b", transient), only("c", temporary))}, append(abc[:8:8],
			"c breaks", "",
			"delete c", `delete: delete child "c": no such child`,
			"b exits", "",
			"restart b", "spawn b", "up b", "restart: ok",
			"b breaks", "spawn b",
			"up b", "",
			"a exits", "spawn a",
		)},
		{"S23: temporary ones in a group", Spec{Strategy: OneForAll, Children: kids("a b c", only("b", temporary))}, append(abc[:8:8],
			"c breaks", "ask b",
			"b leaves", "ask a",
			"a leaves", "spawn a", "up a", "spawn c", "up c", "",
			"restart b", `restart: restart child "b": no such child`,
		)},
		{"S24: the later ones only", Spec{Strategy: RestForOne, Children: kids("a b c")}, append(abc[:8:8],
			"b breaks", "ask c",
			"c leaves", "spawn b", "up b", "spawn c", "up c", "",
		)},
		{"S24: the last one", Spec{Strategy: RestForOne, Children: kids("a b c")}, append(abc[:8:8],
			"c breaks", "spawn c", "up c", "",
		)},
		{"S24: an earlier one while the later ones stop", Spec{Strategy: RestForOne, Children: kids("a b c")}, append(abc[:8:8],
			"b breaks", "ask c",
			"a breaks", "",
			"c leaves", "spawn a", "up a", "spawn b", "up b", "spawn c", "up c", "",
		)},
		{"S24: an earlier one while the later ones start", Spec{Strategy: RestForOne, Children: kids("a b c")}, append(abc[:8:8],
			"b breaks", "ask c",
			"c leaves", "spawn b",
			"a breaks", "ask b",
			"b leaves", "spawn a", "up a", "spawn b", "up b", "spawn c", "up c", "",
		)},
		{"S25: all", Spec{Strategy: OneForAll, Children: kids("a b c")}, append(abc[:8:8],
			"b breaks", "ask c",
			"c leaves", "ask a",
			"a leaves", "spawn a", "up a", "spawn b", "up b", "spawn c", "up c", "",
		)},
		{"S25: another one while they stop counts once", Spec{Strategy: OneForAll, MaxRestarts: 1, Children: kids("a b c")}, append(abc[:8:8],
			"b breaks", "ask c",
			"a breaks", "",
			"c leaves", "spawn a", "up a", "spawn b", "up b", "spawn c", "up c", "",
		)},
		{"S25: while the first ones start", Spec{Strategy: OneForAll, Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b",
			"a breaks", "ask b",
			"b leaves", "spawn a", "up a", "spawn b", "up b", "up",
		}},
		{"S25: and those that were terminated", Spec{Strategy: OneForAll, Children: kids("a b c")}, append(abc[:8:8],
			"terminate b", "ask b", "b leaves", "terminate: ok",
			"c breaks", "ask a",
			"a leaves", "spawn a", "up a", "spawn b", "up b", "spawn c", "up c", "",
		)},
		{"S26: one too many", Spec{MaxRestarts: 2, Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"a breaks", "spawn a", "up a", "",
			"b breaks", "spawn b", "up b", "",
			"a breaks", "give up, ask b",
			"end", "",
			"b leaves", `leave for shutdown: more than 2 restarts within 5s, the last of child "a": boom`,
		}},
		{"S26: within the window", Spec{MaxRestarts: 1, Window: time.Second, Children: kids("a")}, []string{
			"begin", "spawn a", "up a", "up",
			"a breaks", "spawn a", "up a", "",
			"second passes", "", "second passes", "",
			"a breaks", "spawn a", "up a", "",
			"second passes", "",
			"a breaks", `give up, leave for shutdown: more than 1 restarts within 1s, the last of child "a": boom`,
		}},
		{"S26: the first crash", Spec{MaxRestarts: -1, Children: kids("a")}, []string{
			"begin", "spawn a", "up a", "up",
			"a breaks", `give up, leave for shutdown: more than 0 restarts within 5s, the last of child "a": boom`,
		}},
		{"S27: a restart that fails", Spec{MaxRestarts: 2, Children: kids("a b", transient)}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"a breaks", "spawn a",
			"a exits", "pause a",
			"rested a", "spawn a",
			"a breaks", "give up, ask b",
		}},
		{"S27: and then comes up", Spec{Children: kids("a")}, []string{
			"begin", "spawn a", "up a", "up",
			"a breaks", "spawn a",
			"a exits", "pause a",
			"rested a", "spawn a",
			"up a", "",
			"rested a", "",
			"a breaks", "spawn a",
		}},
		{"S27: terminated in a pause", Spec{Children: kids("a")}, []string{
			"begin", "spawn a", "up a", "up",
			"a breaks", "spawn a", "a breaks", "pause a",
			"restart a", `restart: restart child "a": child has not ended`,
			"delete a", `delete: delete child "a": child has not ended`,
			"terminate a", "terminate: ok",
			"rested a", "",
			"restart a", "spawn a",
		}},
		{"S27: the end in a pause", Spec{Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"a breaks", "spawn a", "a breaks", "pause a",
			"end", "ask b",
			"rested a", "",
			"b leaves", "leave for normal",
		}},
		{"S27: the end of simple_one_for_one in a pause", Spec{Strategy: SimpleOneForOne}, []string{
			"begin", "up", "start a", "spawn a", "up a", "start: ok", "start b", "spawn b", "up b", "start: ok",
			"a breaks", "spawn a", "a breaks", "pause a",
			"end", "ask b",
			"rested a", "",
			"b leaves", "leave for normal",
		}},
		{"S27: an earlier one breaks in a pause", Spec{Strategy: RestForOne, Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"b breaks", "spawn b", "b breaks", "pause b",
			"a breaks", "spawn a",
			"rested b", "",
			"up a", "pause b",
			"rested b", "spawn b", "up b", "",
		}},
		{"S27: in a group, those that were up stop again", Spec{Strategy: OneForAll, Children: kids("a b c")}, append(abc[:8:8],
			"c breaks", "ask b", "b leaves", "ask a", "a leaves", "spawn a", "up a", "spawn b",
			"b breaks", "ask a",
			"a leaves", "spawn a", "up a", "pause b", "rested b", "spawn b", "up b", "spawn c", "up c", "",
		)},
		{"S27: in rest_for_one, those before it stay", Spec{Strategy: RestForOne, Children: kids("a b c")}, append(abc[:8:8],
			"a breaks", "ask c", "c leaves", "ask b", "b leaves", "spawn a", "up a", "spawn b",
			"b breaks", "pause b", "rested b", "spawn b", "up b", "spawn c", "up c", "",
		)},
		{"S28: asked, then killed", Spec{Children: kids("a")}, []string{
			"begin", "spawn a", "up a", "up",
			"terminate a", "ask a",
			"late a", "kill a",
			"a breaks", "terminate: ok",
			"late a", "",
		}},
		{"S28: killed at once", Spec{Children: kids("a b", only("b", brutal))}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"end", "kill b", "b breaks", "ask a", "a leaves", "leave for normal",
		}},
		{"S30: terminated, restarted, deleted", Spec{Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"delete a", `delete: delete child "a": child has not ended`,
			"restart a", `restart: restart child "a": child has not ended`,
			"terminate a", "ask a",
			"terminate a", "",
			"restart a", `restart: restart child "a": child has not ended`,
			"start a", `start: start child "a": a child with this id exists`,
			"a leaves", "terminate: ok, terminate: ok",
			"start a", `start: start child "a": a child with this id exists`,
			"terminate a", "terminate: ok",
			"restart a", "spawn a", "a breaks", `restart: start child "a": boom`,
			"delete a", "delete: ok",
			"terminate a", "terminate: terminate child a: no such child",
			"start a", "spawn a", "up a", "start: ok",
			"end", "ask a",
		}},
		{"S30: a temporary one is forgotten", Spec{Children: kids("a", temporary)}, []string{
			"begin", "spawn a", "up a", "up",
			"terminate a", "ask a", "a leaves", "terminate: ok",
			"terminate a", "terminate: terminate child a: no such child",
		}},
		{"S30: one that is still starting", Spec{}, []string{
			"begin", "up", "start a", "spawn a", "terminate a", "ask a",
			"a leaves", `terminate: ok, start: start child "a": shutdown`,
			"restart a", "spawn a",
		}},
		{"S31: any", Spec{AutoShutdown: AnySignificant, Children: kids("a b c", transient, significant)}, append(abc[:8:8],
			"a breaks", "spawn a", "up a", "",
			"a exits", "ask c", "c leaves", "ask b", "b leaves", "leave for shutdown",
		)},
		{"S31: all", Spec{AutoShutdown: AllSignificant,
			Children: append(kids("a b", transient, only("b", temporary), significant), kids("c")...)}, append(abc[:8:8],
			"a exits", "",
			"b breaks", "ask c", "c leaves", "leave for shutdown",
		)},
		{"S31: only significant ones", Spec{AutoShutdown: AnySignificant, Children: append(kids("a", transient), kids("b c", temporary)...)}, append(abc[:8:8],
			"a exits", "", "b exits", "", "c breaks", "",
		)},
		{"S30, S31: not when terminated", Spec{AutoShutdown: AnySignificant, Children: kids("a b", transient, significant)}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"terminate a", "ask a", "a leaves", "terminate: ok",
			"b exits", "leave for shutdown",
		}},
		{"a start that fails is told and forgotten", Spec{}, []string{
			"begin", "up", "start a", "spawn a", "a breaks", `start: start child "a": boom`,
			"start a", "spawn a", "up a", "start: ok",
		}},
		{"commands do not hold each other up", Spec{Children: kids("a")}, []string{
			"begin", "spawn a", "up a", "up",
			"terminate a", "ask a",
			"start b", "spawn b", "start c", "spawn c",
			"up c", "start: ok", "a leaves", "terminate: ok", "up b", "start: ok",
		}},
		{"commands wait for the start, in order", Spec{Children: kids("a")}, []string{
			"begin", "spawn a", "start b", "", "terminate a", "", "delete x", "",
			"up a", `up, spawn b, ask a, delete: delete child "x": no such child`,
		}},
		{"commands wait for a group", Spec{Strategy: OneForAll, Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"a breaks", "ask b", "start c", "", "b leaves", "spawn a", "up a", "spawn b", "up b", "spawn c",
			"up c", "start: ok",
		}},
		{"a group takes along what starts and what stops", Spec{Strategy: OneForAll, Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"start c", "spawn c", "terminate b", "ask b",
			"a breaks", "ask c", "c leaves", "", "b leaves", "terminate: ok, spawn a",
			"up a", "spawn b", "up b", "spawn c", "up c", "start: ok",
		}},
		{"a group goes on without a start that fails in it", Spec{Strategy: OneForAll, Children: kids("a")}, []string{
			"begin", "spawn a", "up a", "up",
			"start b", "spawn b", "start c", "spawn c",
			"a breaks", "ask c", "c leaves", "ask b", "b leaves", "spawn a", "up a", "spawn b",
			"b breaks", `start: start child "b": boom, spawn c`,
			"up c", "start: ok",
			"delete b", `delete: delete child "b": no such child`,
		}},
		{"the end refuses commands", Spec{Strategy: OneForAll, Children: kids("a b")}, []string{
			"begin", "spawn a", "up a", "spawn b", "up b", "up",
			"start c", "spawn c", "a breaks", "ask c", "c leaves", "ask b", "start d", "",
			"end", "start: supervisor is stopping, start: start child \"c\": supervisor is stopping",
			"start e", "start: supervisor is stopping",
			"b leaves", "leave for normal",
		}},
	} {
		follow(t, c.name, c.spec, c.script)
	}
}

// follow plays a script: event, what is done, event, what is done …
func follow(t *testing.T, name string, spec Spec, script []string) {
	t.Helper()
	s := newScript(spec)
	for i := 0; i+1 < len(script); i += 2 {
		if got := s.play(script[i]); got != script[i+1] {
			t.Errorf("%s: %s (step %d):\n got %q\nwant %q", name, script[i], i/2, got, script[i+1])
			return
		}
	}
}
