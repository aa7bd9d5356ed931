package sentry

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	sdk "github.com/getsentry/sentry-go"

	"github.com/mesh-actors/mesh/mesher"
)

// The unmodified SDK for Go sends what this package reads.
func TestSentryGo(t *testing.T) {
	received := make(chan *mesher.Event, 8)
	var d Decompressor
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if key := Key(r.Header, r.URL.Query()); r.URL.Path != "/api/1/envelope/" || key != testKey {
			t.Errorf("%s with key %q", r.URL.Path, key)
		}
		body, err := d.Open(r.Body, r.Header.Get("Content-Encoding"))
		if err != nil {
			t.Error(err)
			return
		}
		defer body.Close()
		envelope, err := OpenEnvelope(body)
		for err == nil {
			var item Item
			if item, err = envelope.Next(); err != nil || item.Type != "event" {
				continue
			}
			var e *mesher.Event
			if e, err = DecodeEvent(item.Payload, netip.Addr{}); err == nil {
				e.SentAt = envelope.Header.SentAt
				e.Normalise(time.Now())
				received <- e
			}
		}
		if err != io.EOF {
			t.Error(err)
		}
		fmt.Fprint(w, "{}")
	}))
	defer server.Close()

	transport := sdk.NewHTTPSyncTransport() // each capture returns when it was answered
	transport.Timeout = time.Minute
	client, err := sdk.NewClient(sdk.ClientOptions{
		Dsn:       strings.Replace(server.URL, "://", "://"+testKey+"@", 1) + "/1",
		Transport: transport, AttachStacktrace: true, Release: "shop@1.0", Environment: "test", ServerName: "web-1",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	scope := sdk.NewScope()
	scope.SetTag("feature", "cart")
	scope.SetUser(sdk.User{ID: "17", IPAddress: "192.0.2.7"})
	scope.SetContext("order", map[string]any{"id": 17})
	scope.AddBreadcrumb(&sdk.Breadcrumb{Category: "http", Message: "GET /cart", Timestamp: time.Now()}, 10)

	id := client.CaptureException(fmt.Errorf("charge: %w", errors.New("refused")), nil, scope)
	e := <-received
	equal(t, "id", strings.ReplaceAll(e.ID.String(), "-", ""), string(*id))
	equal(t, "title", mesher.GroupingOf(e).Title, "*fmt.wrapError: charge: refused")
	equal(t, "variant", mesher.GroupingOf(e).Explanation.Variant, "stack")
	equal(t, "cause", e.Exceptions[0].Value, "refused")
	equal(t, "release", e.Release, "shop@1.0")
	equal(t, "tag", e.Tags["feature"], "cart")
	equal(t, "address", e.User.IPAddress, "192.0.2.7")
	equal(t, "context", string(e.Contexts["order"]), `{"id":17}`)
	equal(t, "breadcrumb", e.Breadcrumbs[0].Message, "GET /cart")
	equal(t, "notes", len(e.Notes), 0)

	frames := e.Exceptions[1].Frames
	equal(t, "crash", frames[len(frames)-1].Function, "TestSentryGo")

	client.CaptureMessage("slow", nil, scope)
	e = <-received
	equal(t, "message", e.Message, "slow")
	equal(t, "title", mesher.GroupingOf(e).Title, "slow")
	equal(t, "variant", mesher.GroupingOf(e).Explanation.Variant, "stack")
	equal(t, "notes", len(e.Notes), 0)
}
