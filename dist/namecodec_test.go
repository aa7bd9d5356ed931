package dist

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

var (
	speaker = actor.Node{Name: "ada@a:1", Incarnation: 7}
	other   = actor.Node{Name: "bob@b:1", Incarnation: 8}
	claimed = global.Claim{Name: "printer", PID: actor.NewPID(speaker, 300), Seq: 12, Time: 1 << 40, View: 3}
	rival   = global.Claim{Name: "printer", PID: actor.NewPID(other, 5), Seq: 1, Time: 2, View: 0}
)

// Messages about names arrive as they were sent.
func TestNamesTravel(t *testing.T) {
	for _, m := range []global.Message{
		global.Snapshot{},
		global.Snapshot{Clock: 9, Claims: []global.Claim{claimed, {Name: "x", PID: actor.NewPID(speaker, 1)}}},
		claimed,
		global.Answer{Name: "printer", Seq: 4},
		global.Answer{Name: "printer", Seq: 4, Rival: rival},
		global.Withdrawal{Name: "printer", Seq: 5},
	} {
		got, err := decodeNames(speaker, encodeNames(m))
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("got %+v, %v, want %+v", got, err, m)
		}
	}
}

// Messages that no node would send are refused.
func TestNamesMalformed(t *testing.T) {
	whole := encodeNames(global.Snapshot{Claims: []global.Claim{claimed}}).Payload
	for name, m := range map[string]wire.Opaque{
		"nothing":              {Of: wire.KindNamesClaim},
		"a piece":              {Of: wire.KindNamesSnapshot, Payload: whole[:len(whole)-1]},
		"too much":             {Of: wire.KindNamesSnapshot, Payload: append(whole[:len(whole):len(whole)], 0)},
		"more claims than may": {Of: wire.KindNamesSnapshot, Payload: appendNumbers(nil, 1, maxClaims+1)},
		"claims that are owed": {Of: wire.KindNamesSnapshot, Payload: appendNumbers(nil, 1, maxClaims)},
		"a name beyond memory": {Of: wire.KindNamesWithdraw, Payload: appendNumbers(nil, 1<<63)},
		"a view beyond sense":  {Of: wire.KindNamesClaim, Payload: appendNumbers(appendName(nil, "x"), 1, 1, 1, 1<<40)},
		"a claim for nobody":   {Of: wire.KindNamesClaim, Payload: appendNumbers(appendName(nil, "x"), 0, 1, 1, 1)},
		"a rival's piece":      {Of: wire.KindNamesAck, Payload: append(appendNumbers(appendName(nil, "x"), 1), 5)},
		"of groups":            {Of: wire.KindMembers},
	} {
		if said, err := decodeNames(speaker, m); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: got %v, %v", name, said, err)
		}
	}
}

// Whatever comes, there is no panic, and a decoded message can be encoded again.
func FuzzDecodeNames(f *testing.F) {
	for i, m := range []global.Message{
		global.Snapshot{Clock: 9, Claims: []global.Claim{claimed}}, claimed,
		global.Answer{Name: "printer", Seq: 4, Rival: rival}, global.Withdrawal{Name: "printer", Seq: 5},
	} {
		f.Add(uint8(i), encodeNames(m).Payload)
	}
	f.Fuzz(func(t *testing.T, kind uint8, payload []byte) {
		said, err := decodeNames(speaker, wire.Opaque{Of: wire.KindNamesSnapshot + wire.Kind(kind%4), Payload: payload})
		if err != nil {
			return
		}
		if again, err := decodeNames(speaker, encodeNames(said)); err != nil || !reflect.DeepEqual(again, said) {
			t.Errorf("%+v became %+v, %v", said, again, err)
		}
	})
}

// A snapshot goes in whole frames, whatever is in it, and none of it is lost.
func TestSnapshotInFrames(t *testing.T) {
	s := global.Snapshot{Clock: 1 << 61}
	for n := range 3 * claimsInFrame {
		s.Claims = append(s.Claims, global.Claim{
			Name: strings.Repeat("x", global.MaxName), PID: actor.NewPID(speaker, 1<<63|uint64(n)),
			Seq: 1<<63 | uint64(n), Time: 1 << 63, View: 1<<31 - 1,
		})
	}
	var got []global.Claim
	for _, m := range inFrames(s) {
		said := encodeNames(m)
		if f := wire.Begin(nil, said.Of); !wire.End(said.Append(f), 0) {
			t.Fatalf("%v of %d bytes", said.Of, len(said.Payload))
		}
		switch m := m.(type) {
		case global.Snapshot:
			got = append(got, m.Claims...)
		case global.Claim:
			got = append(got, m)
		}
	}
	if !reflect.DeepEqual(got, s.Claims) {
		t.Errorf("%d claims of %d", len(got), len(s.Claims))
	}
}

// Messages about names have their time: a snapshot before the peer is up,
// withdrawals after. A peer that claims without having sent a snapshot is cut
// off.
func TestNamesAtTheirTime(t *testing.T) {
	synced := wire.Frame{Kind: wire.KindSynced}
	frame := func(m global.Message) wire.Frame {
		said := encodeNames(m)
		return wire.Frame{Kind: said.Of, Payload: said.Payload}
	}
	c := hostile(t)
	if err := c.apply(frame(global.Withdrawal{Name: "printer", Seq: 1})); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("a withdrawal before synced: %v", err)
	}
	c = hostile(t)
	if err := errors.Join(c.apply(frame(global.Snapshot{})), c.apply(synced)); err != nil {
		t.Error(err)
	}
	if err := c.apply(frame(global.Snapshot{})); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("a snapshot after synced: %v", err)
	}

	c = hostile(t)
	c.peer.Hidden = false
	c.node.global.join(c)
	c.apply(synced)
	c.apply(frame(claimed))
	if c.reason() == nil {
		t.Error("a claim without a snapshot was taken")
	}
	c.node.global.leave(c)
}
