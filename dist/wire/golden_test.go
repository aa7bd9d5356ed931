package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

var update = flag.Bool("update", false, "write the goldens; a change of one is a new version of the protocol")

// messages returns at least one message of each kind, with all fields set.
func messages() map[string]Message {
	id := Identity{actor.Node{Name: "ada@10.0.0.1:4369", Incarnation: 0x0102030405060708}, true, Limits{1 << 20, 1 << 21}}
	body := []byte{plainString, 'h', 'i'}
	cause := &RemoteError{Text: "disk: full", is: 1 << 12}
	return map[string]Message{
		"hello":          Hello{1, 3, 5, Nonce{31: 0xff}},
		"challenge":      Challenge{1, 2, 2, 300, Nonce{0: 0xfe}},
		"knock":          Knock{Tag{1, 2, 3}},
		"welcome":        Welcome{Tag{4, 5, 6}, id},
		"enter":          Enter{Tag{7, 8, 9}, id},
		"confirm":        Confirm{Tag{31: 1}},
		"refuse":         Refuse{NameTaken},
		"types":          TypeNames{firstType, []string{"chat.Ping", "chat.Pong"}},
		"functions":      Functions{[]string{"mesher.event_processor"}},
		"synced":         Synced{},
		"peers":          Peers{[]string{"bob@10.0.0.2:4369", "cy@10.0.0.3:4369"}},
		"ping":           Ping{300},
		"pong":           Pong{300},
		"goodbye":        Goodbye{"stream 7 is open already"},
		"send":           Send{1, 1 << 40, body},
		"sendname":       SendName{1, "printer", body},
		"exit":           Exit{1, 2, actor.Kill},
		"link":           Link{1, 2},
		"unlink":         Unlink{1, 2, 3},
		"unlinked":       Unlinked{2, 1, 3},
		"linkexit":       LinkExit{1, 2, cause},
		"linkexit-panic": LinkExit{1, 2, &actor.PanicError{Value: cause, Stack: []byte("goroutine 1")}},
		"monitor":        Monitor{From: 1, Ref: 9, To: 2},
		"monitor-name":   Monitor{From: 1, Ref: 9, Name: "printer"},
		"demonitor":      Demonitor{1, 9},
		"down":           Down{2, 1, 9, actor.ShutdownBecause(cause)},
		"call":           Call{77, 1, 2, body},
		"callto":         CallTo{77, 1, "printer", body},
		"reply":          Reply{Call: 77, Body: body},
		"reply-error":    Reply{Call: 77, Reason: cause, Body: []byte{plainNil}},
		"reply-failed":   Reply{Call: 77, Failed: true, Reason: actor.NoProc, Body: []byte{}},
		"hangup":         HangUp{77},
		"spawn":          Spawn{5, 1, true, true, 9, "worker", body},
		"spawned":        Spawned{Spawn: 5, Process: 1234},
		"spawned-not":    Spawned{Spawn: 5, Reason: &RemoteError{Text: "no function worker"}},
		"names-snapshot": Opaque{KindNamesSnapshot, []byte("s")},
		"names-claim":    Opaque{KindNamesClaim, []byte("c")},
		"names-ack":      Opaque{KindNamesAck, []byte("a")},
		"names-withdraw": Opaque{KindNamesWithdraw, []byte("w")},
		"members":        Members{Group: "room", Processes: []uint64{1, 1 << 40}},
		"members-left":   Members{true, "room", []uint64{1}},
		"broadcast":      Broadcast{1, 2, "room", body},
	}
}

func TestGolden(t *testing.T) {
	kinds := map[Kind]bool{KindOpen: true, KindMore: true} // see fragment_test.go
	for name, m := range messages() {
		t.Run(name, func(t *testing.T) {
			kinds[m.Kind()] = true
			frame := AppendFrame(nil, m)
			file := filepath.Join("testdata", "golden", name+".hex")
			if *update {
				write(t, file, frame)
			}
			if want := read(t, file); string(frame) != string(want) {
				t.Fatalf("frame %x, want %x", frame, want)
			}
			f, rest, ok, err := Split(frame, MaxFrame)
			if err != nil || !ok || len(rest) != 0 {
				t.Fatalf("split: %v, %v, %d left", ok, err, len(rest))
			}
			got, err := Decode(f)
			if err != nil || !reflect.DeepEqual(got, m) {
				t.Fatalf("decoded %#v (%v), want %#v", got, err, m)
			}
			// No beginning of it is a message, except where the rest is a value or opaque,
			// which may be shorter.
			for n := range f.Payload {
				got, err := Decode(Frame{f.Kind, f.Payload[:n]})
				if err == nil && !endsOpen(m) {
					t.Errorf("%d bytes of %d are taken for %#v", n, len(f.Payload), got)
				}
				if err != nil && !errors.Is(err, ErrMalformed) {
					t.Errorf("%d bytes: %v is not ErrMalformed", n, err)
				}
			}
			if _, err := Decode(Frame{f.Kind, append(f.Payload, 0)}); err == nil && !endsOpen(m) {
				t.Error("a byte too many is taken")
			}
		})
	}
	for k := range 256 {
		if k := Kind(k); (kindNames[k] != "") != kinds[k] {
			t.Errorf("%v: named %v, has a golden %v", k, kindNames[k] != "", kinds[k])
		}
	}
}

func endsOpen(m Message) bool {
	if _, ok := m.(Opaque); ok {
		return true
	}
	return reflect.ValueOf(m).FieldByName("Body").IsValid()
}

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(hex.EncodeToString(b)+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeBounds(t *testing.T) {
	texts := func(n int) []byte { return append(appendNumber(nil, uint64(n)), make([]byte, n)...) }
	identity := func(char string, n int) []byte {
		return Identity{Node: actor.Node{Name: strings.Repeat(char, n)}}.append(make([]byte, len(Tag{})))
	}
	for _, c := range []struct {
		name string
		f    Frame
		ok   bool
	}{
		{"as many peers as may be", Frame{KindPeers, texts(maxTexts)}, true},
		{"more", Frame{KindPeers, texts(maxTexts + 1)}, false},
		{"a long name", Frame{KindWelcome, identity("x", maxNodeName)}, true},
		{"a longer one", Frame{KindWelcome, identity("x", maxNodeName+1)}, false},
		{"no name", Frame{KindEnter, identity("x", 0)}, false},
		{"one that is no text", Frame{KindEnter, identity("\xff", 1)}, false},
	} {
		if _, err := Decode(c.f); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A flag that this version does not know is an error, and is not ignored.
func TestUnknownFlags(t *testing.T) {
	for _, c := range []struct {
		m  Message
		at int // where its flags are
	}{
		{Reply{Call: 1}, 1},
		{Spawn{Spawn: 1}, 9},
	} {
		b := c.m.Append(nil)
		for bit := range 8 {
			flagged := bytes.Clone(b)
			flagged[c.at] |= 1 << bit
			m, err := Decode(Frame{c.m.Kind(), flagged})
			if known := err == nil && !reflect.DeepEqual(m.Append(nil), b); known != (bit < flagsOf(c.m)) || !known && err == nil {
				t.Errorf("%v with bit %d: %v, %v", c.m.Kind(), bit, m, err)
			}
		}
	}
}

func flagsOf(m Message) int {
	if m.Kind() == KindSpawn {
		return 2
	}
	return 1
}

// FuzzDecode feeds payloads of every kind. What decodes must decode to the same
// when it is sent on.
func FuzzDecode(f *testing.F) {
	for _, m := range messages() {
		f.Add(uint8(m.Kind()), m.Append(nil))
	}
	f.Fuzz(func(t *testing.T, kind uint8, payload []byte) {
		m, err := Decode(Frame{Kind(kind), payload})
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("%v is not ErrMalformed", err)
			}
			return
		}
		b := m.Append(nil)
		again, err := Decode(Frame{m.Kind(), b})
		if err != nil || again.Kind() != m.Kind() || !bytes.Equal(again.Append(nil), b) {
			t.Fatalf("%#v came back as %#v (%v)", m, again, err)
		}
	})
}
