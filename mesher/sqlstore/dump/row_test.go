package dump

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
)

var every = table("every", "i", "i int, f float, b bool, t text, j json, y bytes, d id, a time, n text?, m time?, o id?, p bytes?")

// A row is read as it was written, and no beginning of it is taken for a whole
// one.
func TestRow(t *testing.T) {
	at := time.Date(2026, 3, 14, 12, 0, 0, 123000, time.UTC)
	for _, row := range []Row{
		{int64(-7), 0.25, true, "日本", `{"a": 1}`, []byte{0, 1}, uuid.New(), at, nil, nil, nil, nil},
		{int64(math.MaxInt64), math.Inf(1), false, "", "{}", []byte{}, uuid.Nil, time.UnixMicro(-1).UTC(), "x", at, uuid.New(), []byte{1}},
	} {
		b := every.appendRow(nil, row)
		got, rest, err := every.readRow(append(b, 42))
		if err != nil || len(rest) != 1 || !reflect.DeepEqual(got, row) {
			t.Errorf("%v became %v, %v, %v", row, got, rest, err)
		}
		for n := range b {
			if got, _, err := every.readRow(b[:n]); err == nil {
				t.Errorf("the first %d bytes are a row %v", n, got)
			}
		}
	}
}

// Rows from engines have the kinds in the table.
func TestTables(t *testing.T) {
	seen := make(map[string]bool)
	for _, table := range Tables() {
		if seen[table.Name] || table.key == "" && table.Name != Events {
			t.Errorf("table %s is there twice, or has no order", table.Name)
		}
		seen[table.Name] = true
		for i, cell := range table.cells() {
			if cell == nil {
				t.Errorf("%s.%s is of no kind", table.Name, table.Columns[i].Name)
			}
		}
	}
	var row Row
	for _, c := range Tables()[len(Tables())-2].Columns { // events
		row = append(row, map[Kind]any{Int: int64(1), ID: uuid.New(), Bytes: []byte{1}, Text: "x", Time: time.Now()}[c.Kind])
	}
	if e := EventOf(row); e.Project != 1 || e.Payload == nil || e.Words != "x" {
		t.Errorf("the event is %+v", e)
	}
}
