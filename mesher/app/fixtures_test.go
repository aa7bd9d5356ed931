package app

import (
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"

	"github.com/mesh-actors/mesh/mesher"
)

// fixtures are requests of SDKs that can't be run here, as they send them: the
// key where each puts it, the body packed as each packs it. Package sentry reads
// the same bodies field by field.
var fixtures = []struct {
	sdk, file, id, door string // KEY stands for the key
	headers             []string
	packed              func(t *testing.T, plain string) string
	title               string
}{
	{"javascript in a browser", "browser.envelope", "9ef1b6a1a1b94a3c8a2b1b5d8c7e6f50", "envelope/?sentry_version=7&sentry_key=KEY",
		[]string{"Content-Type: text/plain;charset=UTF-8", "Origin: https://shop.example"}, asIs,
		"TypeError: Cannot read properties of undefined (reading 'total')"},
	{"javascript in node", "node.envelope", "1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f", "envelope/?sentry_key=KEY&sentry_version=7",
		[]string{"Content-Encoding: gzip"}, inGzip, "Error: connect ECONNREFUSED 10.0.0.7:5432"},
	{"go", "go.envelope", "fc6d8c0c43fc4630ad850ee518f1b9d0", "envelope/",
		[]string{"X-Sentry-Auth: Sentry sentry_version=7, sentry_client=sentry.go/0.35.1, sentry_key=KEY", "Content-Type: application/x-sentry-envelope"}, asIs,
		"*fmt.wrapError: charge order 17: dial tcp 10.0.0.7:5432: connect: connection refused"},
	{"python with gzip", "python.envelope", "b0d5c1c6a8f94f0f9a5d3e2f1c0b9a87", "envelope/",
		[]string{"X-Sentry-Auth: Sentry sentry_key=KEY, sentry_version=7, sentry_client=sentry.python/2.35.0", "Content-Encoding: gzip"}, inGzip,
		"CheckoutError: no price for 'tea'"},
	{"python with brotli", "python.envelope", "b0d5c1c6a8f94f0f9a5d3e2f1c0b9a87", "envelope/",
		[]string{"X-Sentry-Auth: Sentry sentry_key=KEY, sentry_version=7, sentry_client=sentry.python/2.35.0", "Content-Encoding: br"}, inBrotli,
		"CheckoutError: no price for 'tea'"},
	{"raven", "raven.json", "0f9a5d3eb0d5c1c6a8f94f2f1c0b9a87", "store/",
		[]string{"X-Sentry-Auth: Sentry sentry_version=5, sentry_client=raven-python/6.10.0, sentry_key=KEY, sentry_secret=KEY", "Content-Type: application/octet-stream"}, inBase64OfZlib,
		"job 17 failed after 3 attempts"},
}

// ING-06: requests of these SDKs are answered as they expect, stored, and found
// under their title; items other than events are counted.
func TestRequestsOfSDKs(t *testing.T) {
	p := launch(t, Config{})
	key := p.address.key
	for _, c := range fixtures {
		t.Run(c.sdk, func(t *testing.T) {
			plain, err := os.ReadFile(filepath.Join("..", "sentry", "testdata", c.file))
			if err != nil {
				t.Fatal(err)
			}
			id := uuid.New() // Python's two would be one event
			hexID := strings.ReplaceAll(id.String(), "-", "")
			body := c.packed(t, strings.ReplaceAll(string(plain), c.id, hexID))
			var headers []string
			for _, h := range c.headers {
				headers = append(headers, strings.ReplaceAll(h, "KEY", key.Value))
			}
			a := post(t, p.address.local.String()+"/api/1/"+strings.ReplaceAll(c.door, "KEY", key.Value), body, headers...)
			if want := `{"id":"` + hexID + `"}` + "\n"; a.status != http.StatusOK || a.body != want {
				t.Fatalf("answered %d %s, want 200 %s", a.status, a.body, want)
			}
			if a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("X-Sentry-Rate-Limits") != "" {
				t.Errorf("the header is %v", a.header)
			}
			p.settle(t)
			found, err := p.store.Event(t.Context(), []mesher.ProjectID{key.ProjectID}, id)
			if err != nil {
				t.Fatal(err)
			}
			issue, err := p.store.Issue(t.Context(), found.IssueID)
			if err != nil || issue.Title != c.title {
				t.Errorf("the issue is %q, %v; want %q", issue.Title, err, c.title)
			}
		})
	}
	p.mustPassOver(t, "item_session", "item_attachment", "sdk_before_send")
}

func asIs(_ *testing.T, plain string) string { return plain }

func inGzip(t *testing.T, plain string) string {
	return packed(t, plain, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func inBrotli(t *testing.T, plain string) string {
	return packed(t, plain, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })
}

func inBase64OfZlib(t *testing.T, plain string) string {
	return base64.StdEncoding.EncodeToString([]byte(packed(t, plain, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })))
}

func packed(t *testing.T, plain string, with func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b strings.Builder
	w := with(&b)
	if _, err := io.WriteString(w, plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
