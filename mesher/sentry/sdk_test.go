package sentry

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/mesh-actors/mesh/mesher"
)

const testKey = "mshr_0123456789abcdef0123456789abcdef"

var testClient = netip.MustParseAddr("198.51.100.9")

// Requests as the SDKs write them. The bodies in testdata are readable; the
// tests compress them as each SDK does.
var requests = []struct {
	sdk      string
	file     string
	encoding string
	header   http.Header
	query    string
	items    []string // types, in order
	check    func(t *testing.T, e *mesher.Event)
}{
	{"javascript in a browser", "browser.envelope", "", nil, "sentry_version=7&sentry_key=" + testKey + "&sentry_client=sentry.javascript.browser%2F10.8.0", []string{"event"}, checkBrowser},
	{"javascript in node", "node.envelope", "gzip", nil, "sentry_key=" + testKey + "&sentry_version=7", []string{"event", "session", "client_report"}, checkNode},
	{"go", "go.envelope", "", http.Header{"X-Sentry-Auth": {"Sentry sentry_version=7, sentry_timestamp=1772359200, sentry_client=sentry.go/0.35.1, sentry_key=" + testKey}}, "", []string{"event", "attachment"}, checkGo},
	{"python with gzip", "python.envelope", "gzip", http.Header{"X-Sentry-Auth": {"Sentry sentry_key=" + testKey + ", sentry_version=7, sentry_client=sentry.python/2.35.0"}}, "", []string{"event"}, checkPython},
	{"python with brotli", "python.envelope", "br", http.Header{"X-Sentry-Auth": {"Sentry sentry_key=" + testKey + ", sentry_version=7, sentry_client=sentry.python/2.35.0"}}, "", []string{"event"}, checkPython},
}

// From each SDK's request its key, its items and its event are read whole.
func TestEnvelopesOfSDKs(t *testing.T) {
	var d Decompressor
	for _, c := range requests {
		t.Run(c.sdk, func(t *testing.T) {
			query, err := url.ParseQuery(c.query)
			if err != nil {
				t.Fatal(err)
			}
			if key := Key(c.header, query); key != testKey {
				t.Errorf("key %q, want %q", key, testKey)
			}
			body, err := d.Open(bytes.NewReader(compress(t, c.encoding, fixture(t, c.file))), c.encoding)
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			envelope, err := OpenEnvelope(body)
			if err != nil {
				t.Fatal(err)
			}
			var types []string
			for {
				item, err := envelope.Next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				types = append(types, item.Type)
				if item.Type == "event" {
					e, err := DecodeEvent(item.Payload, testClient)
					if err != nil {
						t.Fatal(err)
					}
					if e.ID != envelope.Header.EventID || e.ID == uuid.Nil {
						t.Errorf("id %s in the event, %s in the header", e.ID, envelope.Header.EventID)
					}
					e.SentAt = envelope.Header.SentAt
					e.Normalise(time.Date(2026, 3, 1, 10, 0, 1, 0, time.UTC))
					c.check(t, e)
				}
			}
			if !reflect.DeepEqual(types, c.items) {
				t.Errorf("items %v, want %v", types, c.items)
			}
		})
	}
}

func checkBrowser(t *testing.T, e *mesher.Event) {
	equal(t, "title", mesher.GroupingOf(e).Title, "TypeError: Cannot read properties of undefined (reading 'total')")
	equal(t, "handled", *e.Exceptions[0].Handled, false)
	equal(t, "crash", e.Exceptions[0].Frames[1].Function, "renderCart")
	equal(t, "user", *e.User, mesher.User{ID: "42", IPAddress: testClient.String()})
	equal(t, "happened", mesher.FormatTime(e.Timestamp), "2026-03-01T09:59:59.512000Z")
	equal(t, "breadcrumbs", len(e.Breadcrumbs), 2)
	equal(t, "breadcrumb", string(e.Breadcrumbs[1].Data["status_code"]), "200")
	equal(t, "tags", e.Tags, map[string]string{"feature": "cart"})
	equal(t, "notes", len(e.Notes), 0)
}

func checkNode(t *testing.T, e *mesher.Event) {
	frame := e.Exceptions[0].Frames[1]
	equal(t, "context", frame.PostContext[1], `    throw wrap(err, "db");`)
	equal(t, "own", *frame.InApp, true)
	equal(t, "culprit", mesher.GroupingOf(e).Culprit, "POST /checkout")
	equal(t, "forwarded", e.Request.Headers[2], [2]string{"x-forwarded-for", "10.1.1.1,10.2.2.2"})
	equal(t, "data", string(e.Request.Data), `"{\"cart\":17}"`)
	equal(t, "extra", string(e.Extra["budget"]), `{"left":0.5}`)
	equal(t, "modules", e.Modules["pg"], "8.16.3")
	equal(t, "server", e.Tags["server_name"], "web-3")
	equal(t, "notes", len(e.Notes), 0)
}

func checkGo(t *testing.T, e *mesher.Event) {
	equal(t, "exceptions", len(e.Exceptions), 2)
	equal(t, "raised", e.Exceptions[1].Type, "*fmt.wrapError")
	equal(t, "crash", e.Exceptions[1].Frames[1].Function, "charge")
	equal(t, "happened", mesher.FormatTime(e.Timestamp), "2026-03-01T09:59:59.123456Z")
	equal(t, "notes", len(e.Notes), 0)
}

func checkPython(t *testing.T, e *mesher.Event) {
	equal(t, "title", mesher.GroupingOf(e).Title, "CheckoutError: no price for 'tea'")
	equal(t, "parts", mesher.GroupingOf(e).Explanation.Parts, []string{"CheckoutError", "shop.views in checkout", "KeyError", "shop.prices in price"})
	equal(t, "not a number", string(e.Extra["load"]), "null")
	equal(t, "variable", string(e.Exceptions[0].Frames[0].Vars["item"]), `{"name":"'tea'","weight":null}`)
	equal(t, "address", e.User.IPAddress, "192.0.2.7")
	equal(t, "notes", e.Notes, []mesher.Note{{Field: "event", Reason: "held what JSON does not allow; mended"}})
}

func TestStoreRequestOfRaven(t *testing.T) {
	plain := fixture(t, "raven.json")
	packed := compress(t, "deflate", plain)
	for _, c := range []struct {
		about string
		body  []byte
	}{
		{"plain", plain},
		{"base64 of zlib", []byte(base64.StdEncoding.EncodeToString(packed))},
		{"base64 for addresses", []byte(base64.RawURLEncoding.EncodeToString(packed))},
		{"base64 of JSON", []byte(base64.StdEncoding.EncodeToString(plain))},
		{"zlib", packed},
	} {
		t.Run(c.about, func(t *testing.T) {
			body, err := StoreBody(c.body)
			if err != nil {
				t.Fatal(err)
			}
			e, err := DecodeEvent(body, netip.Addr{})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "message", e.Message, "job 17 failed after 3 attempts")
			equal(t, "template", e.Template, "job %s failed after %d attempts")
			equal(t, "tags", e.Tags, map[string]string{"queue": "nightly", "retry": "True"})
			equal(t, "query", e.Request.QueryString, "a=1&b=x+y")
			equal(t, "headers", e.Request.Headers, [][2]string{{"Host", "shop.example"}})
			equal(t, "user", e.User.Username, "cron")
			equal(t, "culprit", e.Culprit, "shop.jobs in nightly")
			equal(t, "happened", e.Timestamp, time.Date(2026, 3, 1, 9, 59, 59, 0, time.UTC))
			equal(t, "level", e.Level, mesher.LevelError)
			equal(t, "notes", len(e.Notes), 0)
		})
	}
}

func TestStoreBodyRefuses(t *testing.T) {
	for _, body := range []string{"", "hello", "aGVsbG8=", "[]"} {
		if plain, err := StoreBody([]byte(body)); mesher.KindOf(err) != mesher.Invalid {
			t.Errorf("%q became %q, %v", body, plain, err)
		}
	}
	bomb := compress(t, "deflate", bytes.Repeat([]byte(" "), mesher.MaxEventSize+1))
	if _, err := StoreBody(bomb); mesher.KindOf(err) != mesher.TooLarge {
		t.Errorf("a bomb gave %v, want TooLarge", err)
	}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func compress(t testing.TB, encoding string, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := compressor(t, encoding, &b)
	_, err := w.Write(plain)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func compressor(t testing.TB, encoding string, w io.Writer) io.WriteCloser {
	t.Helper()
	switch encoding {
	case "gzip", "x-gzip":
		return gzip.NewWriter(w)
	case "deflate":
		return zlib.NewWriter(w)
	case "br":
		return brotli.NewWriterLevel(w, 4)
	case "zstd":
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	return plainWriter{w}
}

type plainWriter struct{ io.Writer }

func (plainWriter) Close() error { return nil }

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
