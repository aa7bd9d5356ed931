package proof

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// allowance is how much memory a node may use whatever comes in, in bytes.
const allowance = 256 << 20

// bombs are a few bytes of msgpack that would make a decoder take gigabytes, or end
// the program.
func bombs() map[string][]byte {
	return map[string][]byte{
		"array32":         {0xdd, 0xff, 0xff, 0xff, 0xff},
		"map32":           {0xdf, 0xff, 0xff, 0xff, 0xff},
		"bin32":           {0xc6, 0xff, 0xff, 0xff, 0xff},
		"str32":           {0xdb, 0xff, 0xff, 0xff, 0xff},
		"ext32":           {0xc9, 0xff, 0xff, 0xff, 0xff, 0x01},
		"chained array16": bytes.Repeat([]byte{0xdc, 0xff, 0xff}, 20_000),
		"chained map16":   bytes.Repeat([]byte{0xde, 0xff, 0xff, 0xc0}, 15_000),
		"nested arrays":   bytes.Repeat([]byte{0x91}, 4<<20),
		"nested maps":     bytes.Repeat([]byte{0x81, 0x01}, 2<<20),
		"in a list":       append([]byte{0x81, 0xa7, 'N', 'u', 'm', 'b', 'e', 'r', 's'}, 0xdd, 0xff, 0xff, 0xff, 0xff),
		"in a map":        append([]byte{0x81, 0xa6, 'F', 'i', 'e', 'l', 'd', 's'}, 0xdf, 0xff, 0xff, 0xff, 0xff),
		"in bytes":        append([]byte{0x81, 0xa5, 'B', 'y', 't', 'e', 's'}, 0xc6, 0xff, 0xff, 0xff, 0xff),
		"in a list's":     append([]byte{0x81, 0xa5, 'L', 'i', 's', 't', 's'}, bytes.Repeat([]byte{0xdc, 0xff, 0xff}, 20_000)...),
		"unknown field":   append([]byte{0x81, 0xa1, '?'}, bytes.Repeat([]byte{0x91}, 4<<20)...),
	}
}

// missiles are what is thrown at a node: bombs as messages, whole and in
// fragments, frames that lie about their length or end early, and noise.
func missiles(chance *rand.Rand) map[string][]byte {
	header := func(kind byte, length int) []byte {
		return binary.BigEndian.AppendUint32(nil, uint32(kind)<<24|uint32(length))
	}
	noise := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(chance.Uint32())
		}
		return b
	}
	kind := func() byte { return byte(chance.IntN(0x50)) }
	all := map[string][]byte{
		"nothing":        nil,
		"an oversized":   header(byte(wire.KindSend), 0xffffff),
		"just too large": header(byte(wire.KindHello), wire.MaxFrame-wire.HeaderSize+1),
		"a truncated":    append(header(byte(wire.KindSend), 1000), noise(10)...),
		"half a header":  {byte(wire.KindSend), 0},
		"noise":          noise(1 + chance.IntN(100_000)),
		"framed noise":   slices.Concat(header(kind(), 500), noise(500), header(kind(), 50), noise(50)),
		"HTTP":           []byte("GET / HTTP/1.1\r\nHost: mesh\r\n\r\n"),
	}
	for at, claimed := range []uint64{1 << 20, 64 << 20, 1 << 40, 1<<64 - 1} {
		all[fmt.Sprint("a claim of ", claimed)] = bytes.Repeat(piece(wire.KindOpen, binary.AppendUvarint([]byte{byte(at + 1), byte(wire.KindSend)}, claimed), nil), 50)
	}
	for name, bomb := range bombs() {
		body := append([]byte{32}, bomb...) // the first type that is named
		m := wire.SendName{From: 1, Name: "echo", Body: body}
		var b []byte
		b = wire.AppendFrame(b, wire.TypeNames{First: 32, Names: []string{"proof.Parcel"}})
		if len(body) < wire.MaxFrame-100 {
			b = wire.AppendFrame(b, m)
		} else {
			whole := m.Append(nil)
			open := binary.AppendUvarint([]byte{1, byte(wire.KindSendName)}, uint64(len(whole)))
			b = append(b, piece(wire.KindOpen, open, whole[:60_000])...)
			for rest := range slices.Chunk(whole[60_000:], 60_000) {
				b = append(b, piece(wire.KindMore, []byte{1}, rest)...)
			}
		}
		all[name] = b
	}
	return all
}

// piece is a fragment of a message.
func piece(kind wire.Kind, head, rest []byte) []byte {
	b := append(wire.Begin(nil, kind), append(head, rest...)...)
	wire.End(b, 0)
	return b
}

// Whatever comes, in whatever state of the protocol, the node lives, serves its
// peers, and never uses more memory than it may.
func TestDIST07Torture(t *testing.T) {
	ada := begin(t, Options{Who: "ada"})
	bob := launch(t, start{Options: Options{Who: "bob", Memory: allowance * 3 / 4, Meet: patience}})
	confine(t, bob, allowance)
	ada.connect(bob.name())
	watch, far := ada.watching(""), ask[[]actor.PID](bob, "Spawn", 1)[0]
	synced := wire.AppendFrame(nil, wire.Synced{})
	states := map[string]func(t *testing.T) net.Conn{
		"before TLS": func(t *testing.T) net.Conn {
			c, err := net.Dial("tcp", bob.address)
			if err != nil {
				t.Fatal(err)
			}
			return c
		},
		"before hello":  func(t *testing.T) net.Conn { return visit(t, bob.address) },
		"before knock":  func(t *testing.T) net.Conn { v := visit(t, bob.address); v.enter(t, "eve", 1); return v },
		"before enter":  func(t *testing.T) net.Conn { v := visit(t, bob.address); v.enter(t, "eve", 2); return v },
		"before synced": func(t *testing.T) net.Conn { v := visit(t, bob.address); v.enter(t, someone(), 3); return v },
		"a peer": func(t *testing.T) net.Conn {
			v := visit(t, bob.address)
			v.enter(t, someone(), 3)
			v.Write(synced)
			return v
		},
	}
	thrown := 0
	for range scaled(t, 1, 50) {
		for _, state := range slices.Sorted(maps.Keys(states)) {
			for what, missile := range missiles(rand.New(rand.NewPCG(rand.Uint64(), 0))) {
				c := states[state](t)
				c.SetDeadline(time.Now().Add(patience))
				c.Write(missile) // an error is a good answer
				if tcp, ok := c.(*net.TCPConn); ok {
					tcp.SetLinger(0)
				}
				c.Close()
				thrown++
				if _, err := ada.ask(far, 1); err != nil {
					t.Fatalf("after %s, %s: %v", what, state, err)
				}
			}
		}
	}
	if notes := rest(watch, ada.sys); len(notes) > 0 {
		t.Errorf("its peer was told of %v", notes)
	}
	most := peak(t, bob)
	t.Logf("%d attacks; at most %d MiB were in use, of %d", thrown, most>>20, allowance>>20)
	if most > allowance {
		t.Errorf("%d bytes were in use, more than %d", most, allowance)
	}
}

// someone returns a name that no node had before.
func someone() string { return "eve" + strconv.FormatUint(rand.Uint64(), 36) }

// confine makes the kernel kill a program that uses more memory. If that is not
// possible, only the peak is judged.
func confine(t *testing.T, p *program, bytes int) {
	t.Helper()
	for _, tree := range []struct{ in, limit string }{
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"}, // the first version's
		{"/sys/fs/cgroup", "memory.max"},
	} {
		group := filepath.Join(tree.in, "mesh-proof-"+strconv.Itoa(p.cmd.Process.Pid))
		if os.Mkdir(group, 0o700) != nil {
			continue
		}
		t.Cleanup(func() {
			p.kill()
			os.Remove(group)
		})
		limited := os.WriteFile(filepath.Join(group, tree.limit), []byte(strconv.Itoa(bytes)), 0)
		if limited == nil && os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(strconv.Itoa(p.cmd.Process.Pid)), 0) == nil {
			t.Logf("it is killed if it uses more than %d MiB", bytes>>20)
			return
		}
	}
	t.Log("no control group can be made here: the kernel's limit is left out, and the peak alone is judged")
}

// peak is the most memory that a program ever used, in bytes.
func peak(t *testing.T, p *program) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Skip("SKIPPED: it takes /proc to tell what a program uses:", err)
	}
	for line := range strings.Lines(string(status)) {
		var kB int
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kB); n == 1 {
			return kB << 10
		}
	}
	t.Fatal("no peak")
	return 0
}
