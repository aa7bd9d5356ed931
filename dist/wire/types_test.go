package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// point has methods of its own, on the value and for the pointer.
type point struct {
	X, Y int64
	Name string
}

func (p point) AppendBinary(b []byte) ([]byte, error) {
	b = binary.AppendVarint(binary.AppendVarint(b, p.X), p.Y)
	return append(b, p.Name...), nil
}

func (p *point) UnmarshalBinary(b []byte) error {
	c := cursor{b: b}
	p.X, p.Y = c.varint(math.MinInt64, math.MaxInt64), c.varint(math.MinInt64, math.MaxInt64)
	p.Name = string(c.rest())
	return c.err
}

// job goes as msgpack.
type job struct {
	ID    int64
	Tags  map[string]string
	At    time.Time
	Reply actor.PID
	Steps []step
	Note  *string
	skip  func() `msgpack:"-"`
}

type step struct{ Name string }

type brittle struct{ N byte }

func (b brittle) AppendBinary(out []byte) ([]byte, error) { return append(out, b.N), nil }
func (b *brittle) UnmarshalBinary(in []byte) error        { b.N = in[1000]; return nil }

// halfway would be sent as text and received as a struct.
type halfway struct{ N int }

func (halfway) MarshalText() ([]byte, error) { return nil, nil }

// tail has both methods on the pointer, and reuses its buffer.
type tail struct{ b []byte }

func (v *tail) AppendBinary(out []byte) ([]byte, error) {
	if v.b == nil {
		return append(out, "half of it"...), errNil
	}
	return append(out, v.b...), nil
}

func (v *tail) UnmarshalBinary(in []byte) error {
	if v.b = append(v.b[:0], in...); len(in) == 0 {
		return errNil
	}
	return nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// nodes returns two nodes' types, registered in different orders, and what each
// knows of the other.
func nodes(t testing.TB) (ours *Types, us, them *Table) {
	t.Helper()
	ours, theirs := new(Types), new(Types)
	must(t, Register[point](ours, "point"))
	must(t, Register[*point](ours, "point by pointer"))
	must(t, Register[job](ours, "job"))
	must(t, Register[*job](ours, "job by pointer"))
	must(t, Register[[]string](ours, "strings"))
	must(t, Register[brittle](ours, "brittle"))

	must(t, Register[brittle](theirs, "brittle"))
	must(t, Register[[]string](theirs, "strings"))
	must(t, Register[*job](theirs, "job by pointer"))
	must(t, Register[job](theirs, "job"))
	must(t, Register[*point](theirs, "point by pointer"))
	must(t, Register[point](theirs, "point"))

	us, them = NewTable(ours), NewTable(theirs)
	must(t, us.Learn(theirs.Names(0)))
	must(t, them.Learn(ours.Names(0)))
	return ours, us, them
}

func values() []any {
	node := actor.Node{Name: "cy@c:1", Incarnation: 1 << 63}
	text := "a note"
	full := job{7, map[string]string{"a": "b"}, time.Unix(1700000000, 5).UTC(), actor.NewPID(node, 9), []step{{"one"}, {"two"}}, &text, nil}
	return []any{
		nil, true, false, []byte{}, []byte("bytes"), "", "text",
		0, 1, -1, math.MaxInt, math.MinInt, int8(-128), int16(300), int32(math.MinInt32), int64(math.MaxInt64),
		uint(math.MaxUint), uint8(255), uint16(256), uint32(math.MaxUint32), uint64(math.MaxUint64),
		float32(1.5), math.Inf(-1), math.SmallestNonzeroFloat64,
		time.Unix(1700000000, 5).UTC(), time.Time{}, time.Duration(-5), actor.PID{}, actor.NewPID(node, 1<<40),
		point{1, -2, "here"}, &point{3, 4, ""}, full, &full, job{}, []string{"a", ""}, []string{},
		actor.Cast{Body: 1}, actor.Cast{}, actor.Cast{Body: point{5, 6, "cast"}},
	}
}

func TestValues(t *testing.T) {
	_, us, them := nodes(t)
	for _, v := range values() {
		b, err := us.Append([]byte("before"), v)
		if err != nil {
			t.Errorf("%#v: %v", v, err)
			continue
		}
		b = b[len("before"):]
		got, err := them.Decode(b)
		if err != nil || !reflect.DeepEqual(inUTC(got), v) {
			t.Errorf("%#v came as %#v (%v)", v, got, err)
		}
		clear(b) // nothing of it may be the buffer's
		if err == nil && !reflect.DeepEqual(inUTC(got), v) {
			t.Errorf("%#v changes with the buffer", v)
		}
	}
}

// inUTC makes times comparable: msgpack stores a moment without offset, and other
// offsets are pointers.
func inUTC(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UTC()
	case job:
		v.At = v.At.UTC()
		return v
	case *job:
		v.At = v.At.UTC()
	}
	return v
}

// Values that are decoded one after the other share nothing.
func TestValuesAreApart(t *testing.T) {
	types := new(Types)
	must(t, Register[tail](types, "tail"))
	must(t, Register[*tail](types, "tail by pointer"))
	table := NewTable(types)
	must(t, table.Learn(types.Names(0)))
	for range 10 {
		var got []any
		for _, v := range []any{tail{[]byte("one")}, tail{[]byte("two")}, &tail{[]byte("three")}, &tail{[]byte("4")}} {
			b, err := table.Append(nil, v)
			must(t, err)
			v, err := table.Decode(b)
			must(t, err)
			got = append(got, v)
		}
		want := []any{tail{[]byte("one")}, tail{[]byte("two")}, &tail{[]byte("three")}, &tail{[]byte("4")}}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
	// Values that the methods refuse are refused, to the sender and to the receiver.
	for _, v := range []any{tail{}, &tail{}} {
		if b, err := table.Append([]byte("before"), v); err == nil || string(b) != "before" {
			t.Errorf("%T: %q, %v", v, b, err)
		}
		if v, err := table.Decode([]byte{firstType}); !errors.Is(err, errNil) {
			t.Errorf("%v, %v", v, err)
		}
	}
}

func TestTimeKeepsOffset(t *testing.T) {
	_, us, them := nodes(t)
	for _, offset := range []int{0, 3600, -7 * 3600, 90, 1 << 22} {
		at := time.Unix(1700000000, 0).In(time.FixedZone("there", offset))
		b, err := us.Append(nil, at)
		must(t, err)
		v, err := them.Decode(b)
		must(t, err)
		if got := v.(time.Time); !got.Equal(at) || offset < 1<<22 && got.Format(time.RFC3339) != at.Format(time.RFC3339) {
			t.Errorf("%v came as %v", at, got)
		}
	}
}

func TestCannotTravel(t *testing.T) {
	type (
		inner    struct{ Done chan int }
		withChan struct{ Steps []inner }
		withFunc struct {
			Jobs map[string]*struct{ Do func() }
		}
		withAny  struct{ What any }
		ring     struct{ Next *ring }
		embeds   struct{ *inner }
		withKey  struct{ M map[[1]any]int }
		interned struct {
			S string `msgpack:"s,intern"`
		}
	)
	ours, us, _ := nodes(t)
	for _, c := range []struct {
		v    any
		path string
		why  string
	}{
		{func() {}, "func()", "it is a func"},
		{make(chan int), "chan int", "it is a chan"},
		{1i, "complex128", "it is a complex128"},
		{withChan{}, "wire.withChan.Steps[].Done", "it is a chan"},
		{&withChan{}, "*wire.withChan.Steps[].Done", "it is a chan"},
		{withFunc{}, "wire.withFunc.Jobs[].Do", "it is a func"},
		{withAny{}, "wire.withAny.What", "it is an interface"},
		{cursor{}, "wire.cursor.b", "not exported"},
		{ring{}, "wire.ring.Next", "contains itself"},
		{embeds{}, "wire.embeds.inner", "embedded pointer"},
		{withKey{}, "wire.withKey.M[key][]", "it is an interface"},
		{interned{}, "wire.interned.S", "interned"},
		{struct{ At halfway }{}, "struct { At wire.halfway }.At", "MarshalText and no UnmarshalText"},
		{step{}, "wire.step", "not registered"},
		{&[]string{}, "*[]string", "a pointer to it is not"},
		{errors.New("x"), "*errors.errorString.s", "not exported"},
		{(*point)(nil), "*wire.point", "nil"},
		{(*job)(nil), "*wire.job", "nil"},
	} {
		before := []byte("before")
		for name, appendTo := range map[string]func([]byte, any) ([]byte, error){"types": ours.Append, "table": us.Append} {
			b, err := appendTo(before, c.v)
			refused, ok := errors.AsType[*TravelError](err)
			if !ok || refused.Path != c.path || !strings.Contains(refused.Why, c.why) {
				t.Errorf("%s: %T: %v, want %s and %s", name, c.v, err, c.path, c.why)
			}
			if string(b) != "before" {
				t.Errorf("%s: %T: leaves %q", name, c.v, b)
			}
		}
	}
	for name, err := range map[string]error{
		"func field": Register[withFunc](ours, "x"), "any": Register[any](ours, "x"), "error": Register[error](ours, "x"), "plain": Register[string](ours, "x"),
		"name taken": Register[step](ours, "point"), "type twice": Register[point](ours, "x"),
		"no name": Register[step](ours, ""), "long name": Register[step](ours, strings.Repeat("x", 256)),
	} {
		if err == nil {
			t.Errorf("%s: registered", name)
		}
	}
}

// A value that nests too deep is refused to its sender, as the receiver would
// refuse it.
func TestTooDeepToTravel(t *testing.T) {
	type deep = [][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][][]int
	ours := new(Types)
	must(t, Register[deep](ours, "deep"))
	v := deep{}
	grow(reflect.ValueOf(&v).Elem())
	if _, err := ours.Append(nil, v); err == nil || !strings.Contains(err.Error(), "deeper") {
		t.Errorf("got %v", err)
	}
}

func grow(v reflect.Value) {
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		grow(v.Index(0))
	}
}

func TestTable(t *testing.T) {
	ours, theirs := new(Types), new(Types)
	us, them := NewTable(ours), NewTable(theirs)
	must(t, Register[point](ours, "point"))
	if _, err := us.Append(nil, point{}); err == nil || !strings.Contains(err.Error(), `no type "point"`) {
		t.Errorf("a type that the other does not know: %v", err)
	}
	must(t, them.Learn(ours.Names(0)))
	b, err := ours.Append(nil, point{X: 1})
	must(t, err)
	if _, err := them.Decode(b); err == nil || !strings.Contains(err.Error(), "not registered here") {
		t.Errorf("a type that is not registered here: %v", err)
	}

	// Registered after the tables were made.
	must(t, Register[step](theirs, "step"))
	must(t, Register[point](theirs, "point"))
	if v, err := them.Decode(b); err != nil || v != (point{X: 1}) {
		t.Errorf("got %v, %v", v, err)
	}
	must(t, us.Learn(theirs.Names(0)))
	must(t, Register[step](ours, "step"))
	if b, err = us.Append(nil, step{"late"}); err != nil {
		t.Errorf("a type registered late: %v", err)
	}
	if _, err := them.Decode(b); !errors.Is(err, ErrMalformed) {
		t.Errorf("a type that was never named: %v", err)
	}
	must(t, them.Learn(ours.Names(1)))
	if v, err := them.Decode(b); err != nil || v != (step{"late"}) {
		t.Errorf("got %v, %v", v, err)
	}

	for name, m := range map[string]TypeNames{
		"a gap": {First: firstType + 3, Names: []string{"x"}}, "again": {First: firstType, Names: []string{"x"}},
		"too many":    {First: firstType + 2, Names: make([]string, maxTypes)},
		"a long name": {First: firstType + 2, Names: []string{strings.Repeat("x", 256)}},
	} {
		if err := them.Learn(m); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Fields that one side does not have are skipped there and zero here.
// However many types there are, each message of them is one frame, and together
// they name all.
func TestManyTypes(t *testing.T) {
	const count = 1000
	var types Types
	for i := range count {
		name := fmt.Sprintf("%0255d", i)
		must(t, types.add(&codec{name: name, typ: reflect.ArrayOf(i+100, reflect.TypeFor[byte]())}))
	}
	table, told := NewTable(new(Types)), 0
	for m := types.Names(told); len(m.Names) > 0; m = types.Names(told) {
		if n := len(AppendFrame(nil, m)); n > MaxFrame {
			t.Errorf("%d bytes", n)
		}
		must(t, table.Learn(m))
		told += len(m.Names)
	}
	if told != count || told != len(table.agreed.Load().names) {
		t.Errorf("told of %d types of %d", told, count)
	}
}

func TestTypesEvolve(t *testing.T) {
	type v1 struct {
		A    int
		Gone string
	}
	type v2 struct {
		A   int
		New []string
	}
	older, newer := new(Types), new(Types)
	must(t, Register[v1](older, "v"))
	must(t, Register[v2](newer, "v"))
	b, err := older.Append(nil, v1{1, "x"})
	must(t, err)
	table := NewTable(newer)
	must(t, table.Learn(older.Names(0)))
	if v, err := table.Decode(b); err != nil || !reflect.DeepEqual(v, v2{A: 1}) {
		t.Errorf("got %v, %v", v, err)
	}
}

func TestHostileValues(t *testing.T) {
	ours, us, them := nodes(t)
	b, err := us.Append(nil, brittle{1})
	must(t, err)
	if _, err := them.Decode(b); err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("UnmarshalBinary that panics: %v", err)
	}
	list, err := ours.Append(nil, []string{})
	must(t, err)
	number := list[:1]
	for name, b := range map[string][]byte{
		"nothing": {}, "no such type": {31}, "text behind nil": {plainNil, 0}, "int8 too large": {plainInt8, 0x80, 0x02},
		"uint16 too large": {plainUint16, 0x80, 0x80, 0x04}, "int without end": {plainInt, 0x80}, "half a float": {plainFloat64, 1, 2, 3},
		"no time": {plainTime, 9}, "too many nanoseconds": append([]byte{plainTime, 1, 10: 0xff, 13: 0}, 0xff, 0xff),
		"half a pid": {plainPID, 1, 0, 0}, "a number without end": {0xff, 0xff},
		"a type never named": {127}, "no msgpack": append(number[:1:1], 0xc1),
		"another item": append(number[:1:1], 0x81, 1, 2),
	} {
		if v, err := them.Decode(b); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, %v", name, v, err)
		}
	}
	whole, err := ours.Append(nil, job{})
	must(t, err)
	jobNumber := whole[0]
	for name, bomb := range bombs() {
		var err error
		took := allocated(func() { _, err = them.Decode(append(number[:1:1], bomb...)) })
		if !errors.Is(err, ErrMalformed) || took > uint64(len(bomb))*3/2+64<<10 { // the append copies it
			t.Errorf("%s: %v with %d bytes", name, err, took)
		}
		// And in an unknown field, which is skipped.
		unknown := append([]byte{jobNumber, 0x81, 0xa1, '?'}, bomb...)
		took = allocated(func() { _, err = them.Decode(unknown) })
		if !errors.Is(err, ErrMalformed) || took > 64<<10 {
			t.Errorf("%s in an unknown field: %v with %d bytes", name, err, took)
		}
		if name == "nested arrays" && !errors.Is(err, ErrTooDeep) {
			t.Errorf("%s: %v, and so the decoder has been at it", name, err)
		}
	}
}

// FuzzValue decodes values. A valid one comes back the same.
func FuzzValue(f *testing.F) {
	_, us, them := nodes(f)
	for _, v := range values() {
		b, err := us.Append(nil, v)
		must(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := them.Decode(b)
		if _, made := v.(brittle); err != nil || made { // the latter is made to break
			return
		}
		b, err = us.Append(nil, v)
		if err != nil {
			t.Fatalf("%#v came, and cannot travel on: %v", v, err)
		}
		again, err := them.Decode(b)
		back, _ := us.Append(nil, again) // a NaN is not itself, but the same bytes
		if err != nil || !reflect.DeepEqual(inUTC(again), inUTC(v)) && !bytes.Equal(back, b) {
			t.Fatalf("%#v came back as %#v (%v)", v, again, err)
		}
	})
}
