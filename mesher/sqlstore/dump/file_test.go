package dump

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A heap is a sink that keeps what it gets.
type heap struct {
	parts []Part
	ended bool
	total Totals
}

func (h *heap) Begin(context.Context, Header) error   { return nil }
func (h *heap) Take(_ context.Context, p Part) error  { h.parts = append(h.parts, p); return nil }
func (h *heap) End(_ context.Context, t Totals) error { h.ended, h.total = true, t; return nil }
func someHeader() Header                              { return Header{Version: Version, Tables: Tables(), Rows: 3} }
func read(b []byte) (h heap, err error)               { return h, Read(context.Background(), bytes.NewReader(b), &h) }
func send(t testing.TB, to Sink, parts []Part, end bool) error {
	t.Helper()
	if err := to.Begin(t.Context(), someHeader()); err != nil {
		return err
	}
	for _, p := range parts {
		if err := to.Take(t.Context(), p); err != nil {
			return err
		}
	}
	if !end {
		return nil
	}
	return to.End(t.Context(), Totals{"counters": {Rows: 3, Sums: map[string]int64{"last": 6}}})
}

// someParts returns parts with one row each.
func someParts(values ...int64) (parts []Part) {
	for _, v := range values {
		p := packer{table: table(Counters, "name", "name text, last int")}
		p.add(Row{"projects", v})
		parts = append(parts, p.take())
	}
	return parts
}

func someFile(t testing.TB, parts []Part) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "all")
	w, err := NewWriter(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t, w, parts, true); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFile(t *testing.T) {
	b := someFile(t, someParts(1, 2, 3))
	h, err := read(b)
	if err != nil || !h.ended || len(h.parts) != 3 || h.total["counters"].Sums["last"] != 6 {
		t.Fatalf("the file holds %+v, %v", h, err)
	}
	if _, rows, err := h.parts[2].Open(); err != nil || rows[0][1] != int64(3) {
		t.Errorf("the last part is %v, %v", rows, err)
	}
}

// A damaged file is refused, wherever the damage is, and never taken for
// complete.
func TestDamage(t *testing.T) {
	whole := someFile(t, someParts(1, 2))
	good, err := read(whole)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		for what, b := range map[string][]byte{
			"cut":     whole[:n],
			"changed": append(append(bytes.Clone(whole[:n]), whole[n]^0x20), whole[n+1:]...),
			"longer":  append(append(bytes.Clone(whole[:n]), 7), whole[n:]...),
		} {
			h, err := read(b)
			if what == "changed" && err == nil && reflect.DeepEqual(h, good) {
				continue // a bit of zstd's that means nothing
			}
			if err == nil || mesher.KindOf(err) != mesher.Invalid || h.ended {
				t.Fatalf("byte %d of %d %s: %v, ended %v", n, len(whole), what, err, h.ended)
			}
		}
	}
	if _, err := read(append(bytes.Clone(whole), 0)); err == nil {
		t.Error("something may follow the end")
	}
}

func TestOtherVersions(t *testing.T) {
	for _, change := range []func(*Header){
		func(h *Header) { h.Version++ },
		func(h *Header) { h.Tables = h.Tables[1:] },
		func(h *Header) { h.Tables[3].Columns[0].Kind = Text },
	} {
		h := someHeader()
		change(&h)
		body, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		b := bytes.NewBufferString(magic)
		if err := newFrameWriter(b).write(headerFrame, body, sha256.Sum256(body)); err != nil {
			t.Fatal(err)
		}
		if _, err := read(b.Bytes()); err == nil || !strings.Contains(err.Error(), "use the program that made it") {
			t.Errorf("a dump of another version: %v", err)
		}
	}
}

// After a kill, a writer resumes with the parts that are there, and only with the
// same rows.
func TestWriterGoesOn(t *testing.T) {
	parts := someParts(1, 2, 3)
	want := someFile(t, parts)
	for cut := 0; cut < len(want); cut += 97 {
		path := filepath.Join(t.TempDir(), "all")
		if err := os.WriteFile(path+unfinishedSuffix, want[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		w, err := NewWriter(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := send(t, w, parts, true); err != nil {
			t.Fatalf("after %d bytes: %v", cut, err)
		}
		w.Close()
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("after %d bytes it became another: %v", cut, err)
		}
		if _, err := NewWriter(path, nil); mesher.KindOf(err) != mesher.Conflict {
			t.Fatalf("a file is written over: %v", err)
		}
	}
	for name, other := range map[string][]Part{"another row": someParts(1, 7, 3), "fewer rows": parts[:1]} {
		path := filepath.Join(t.TempDir(), "all")
		first, err := NewWriter(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := send(t, first, parts[:2], false); err != nil {
			t.Fatal(err)
		}
		first.Close()
		again, err := NewWriter(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := send(t, again, other, true); mesher.KindOf(err) != mesher.Conflict || !strings.Contains(err.Error(), "has changed") {
			t.Errorf("%s: %v", name, err)
		}
		again.Close()
	}
}

func TestPacker(t *testing.T) {
	p := packer{table: table("merged_issues", "id", "id id, into_id id")}
	for range partRows {
		if p.isFull() {
			t.Fatal("it is full early")
		}
		p.add(Row{uuid.New(), uuid.New()})
	}
	if !p.isFull() || p.take().Rows != partRows || p.isFull() {
		t.Error("it is never full, or stays so")
	}
}

func TestDifferences(t *testing.T) {
	want := Totals{"issues": {Rows: 2, Sums: map[string]int64{"event_count": 7}}, "events": {Rows: 7}}
	got := Totals{"issues": {Rows: 2, Sums: map[string]int64{"event_count": 6}}, "events": {Rows: 6}, "orgs": {Rows: 1}}
	if found := want.differences(got); len(found) != 3 {
		t.Errorf("found %q", found)
	}
	if found := want.differences(want); found != nil {
		t.Errorf("found %q where there is none", found)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(magic))
	f.Add(someFile(f, someParts(1, 2)))
	f.Add(someFile(f, nil))
	f.Fuzz(func(t *testing.T, b []byte) { read(b) })
}

func FuzzPart(f *testing.F) {
	f.Add(someParts(7)[0].body)
	f.Fuzz(func(t *testing.T, b []byte) {
		part, err := readPart(b)
		if err != nil {
			return
		}
		table, rows, err := part.Open()
		if err != nil {
			return
		}
		p := packer{table: table}
		for _, row := range rows {
			p.add(row)
		}
		again, err := readPart(p.take().body)
		if err != nil || again.Rows != part.Rows {
			t.Errorf("%d rows became %d, %v", part.Rows, again.Rows, err)
		}
	})
}
