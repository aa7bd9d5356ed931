package app

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// A small body that grows a thousandfold is refused at each door, in every
// encoding and from many clients at once, and the program holds no more for it
// than under load. At full size it is a gigabyte.
func TestBombs(t *testing.T) {
	program := startServer(t, settings{dataDir: t.TempDir()})
	base, key := takeApart(t, program.dsn)
	post(t, base+"/api/v1/events", `{"message":"before"}`, "X-Sentry-Auth: "+key)
	before, _, _ := program.memory()
	for _, encoding := range []string{"gzip", "deflate", "br", "zstd"} {
		for path, head := range map[string]string{
			"/api/v1/events": "", "/api/v1/events/bulk": "", "/api/1/store/": "", "/api/1/envelope/": "{}\n{\"type\":\"event\"}\n",
		} {
			body := bomb(t, encoding, head, scaled(128<<20, 1<<30))
			var senders sync.WaitGroup
			for range 4 {
				senders.Go(func() {
					a, err := tryPost(t.Context(), base+path, body, "X-Sentry-Auth: "+key, "Content-Encoding: "+encoding)
					if err != nil || a.status != http.StatusRequestEntityTooLarge {
						t.Errorf("%s at %s: %v, %d %s", encoding, path, err, a.status, a.body)
					}
				})
			}
			senders.Wait()
		}
	}
	_, most, code := program.memory()
	t.Logf("it held %d MB before, and at most %d MB", before>>20, most>>20)
	if most-code > 256<<20 { // what it may take under any load
		t.Error("it held too much")
	}
	a := post(t, base+"/api/v1/events", `{"message":"after"}`, "X-Sentry-Auth: "+key)
	if a.status != http.StatusAccepted {
		t.Errorf("and then: %d %s", a.status, a.body)
	}
}

// bomb packs head and so many zeros.
func bomb(t *testing.T, encoding, head string, zeros int) string {
	t.Helper()
	var packed bytes.Buffer
	var w io.WriteCloser
	var err error
	switch encoding {
	case "gzip":
		w, err = gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	case "deflate":
		w, err = zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	case "br":
		w = brotli.NewWriterLevel(&packed, brotli.BestSpeed)
	case "zstd":
		w, err = zstd.NewWriter(&packed, zstd.WithEncoderLevel(zstd.SpeedFastest))
	}
	if err != nil {
		t.Fatal(err)
	}
	chunk := strings.Repeat("\x00", 1<<20)
	if _, err := io.WriteString(w, head); err != nil {
		t.Fatal(err)
	}
	for range zeros >> 20 {
		if _, err := io.WriteString(w, chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}
