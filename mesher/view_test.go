package mesher

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// The golden file is the contract of GET /api/v1/events/:id; compare by eye
// before changing it.
func TestViewGolden(t *testing.T) {
	e, err := DecodeEvent([]byte(fullEvent))
	if err != nil {
		t.Fatal(err)
	}
	e.ProjectID = 1
	e.Exceptions = append([]Exception{{Type: "OSError", Value: "disk", Frames: []Frame{{Filename: "os.py", Function: "write"}}}}, e.Exceptions...)
	e.Normalise(time.Date(2026, 3, 1, 10, 0, 1, 0, time.UTC))
	got, err := json.MarshalIndent(e.View(uuid.MustParse("5f3a54c7-64fb-5c70-9f8c-7a2d6e0a9d12")), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "event_view.json"))
	if err != nil || string(got) != strings.TrimSpace(string(want)) {
		t.Errorf("%v; got\n%s", err, got)
	}
}

func TestViewOfTheEmptyHasNoNulls(t *testing.T) {
	got, err := json.Marshal(said("x").View(uuid.Nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"stacktrace":[]`, `"breadcrumbs":[]`, `"tags":{}`, `"extra":{}`, `"contexts":{}`, `"notes":[]`, `"exception":null`} {
		if !strings.Contains(string(got), part) {
			t.Errorf("no %s in %s", part, got)
		}
	}
}
