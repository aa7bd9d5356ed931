package app

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getsentry/sentry-go"

	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// ING-06, GRP-01: an unmodified SDK reports an error with its stack; the page
// shows it grouped.
func TestAnSDKsErrorIsOnThePage(t *testing.T) {
	p := launch(t, Config{})
	transport := sentry.NewHTTPSyncTransport()
	transport.Timeout = time.Minute
	var log journal
	client, err := sentry.NewClient(sentry.ClientOptions{
		Dsn: p.address.key.DSN(p.address.local), Transport: transport, Debug: true, DebugWriter: &log,
		AttachStacktrace: true, Release: "shop@4.12.0", Environment: "staging",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	hub := sentry.NewHub(client, sentry.NewScope())
	for order := range 3 {
		placeOrder(t, hub, order)
	}
	for _, complaint := range []string{"failed", "There was an issue", "Unexpected status", "Too many requests", "dropped"} {
		if strings.Contains(log.String(), complaint) {
			t.Errorf("the SDK complains: %s", log.String())
		}
	}
	if sent := strings.Count(log.String(), "Sending error ["); sent != 3 {
		t.Errorf("the SDK says that it sent %d: %s", sent, log.String())
	}

	issues := p.issues(t)
	if len(issues) != 1 || issues[0].EventCount != 3 {
		t.Fatalf("got %+v, want one issue of three events", issues)
	}
	list := p.page(t, "/projects/default/issues")
	title := list.One(t, "a.title")
	if !strings.Contains(title.Text(), "warehouse does not answer") {
		t.Errorf("the issue is called %q", title.Text())
	}
	issue := p.page(t, title.Attr("href"))
	for _, want := range []string{"placeOrder", "staging", "shop@4.12.0"} {
		if !strings.Contains(issue.Text(), want) {
			t.Errorf("the issue's page says nothing of %s", want)
		}
	}
}

// placeOrder fails for another order each time.
func placeOrder(t *testing.T, hub *sentry.Hub, order int) {
	err := fmt.Errorf("order %d: %w", order, errors.New("the warehouse does not answer"))
	if hub.CaptureException(err) == nil {
		t.Fatal("the SDK kept it to itself")
	}
}

// GRP-01: the same error a thousand times is one issue that counts a thousand.
func TestAThousandTimesTheSameError(t *testing.T) {
	p := launch(t, Config{})
	var senders sync.WaitGroup
	for sender := range 10 {
		senders.Go(func() {
			for n := range 100 {
				body := fmt.Sprintf(`{"exception":{"type_name":"Timeout","value":"no answer to request %d"}}`, 1000*sender+n)
				a, err := tryPost(t.Context(), p.events(), body, p.auth())
				if err != nil || a.status != http.StatusAccepted {
					t.Errorf("event %d: %v, %d: %s", n, err, a.status, a.body)
				}
			}
		})
	}
	senders.Wait()
	issues := p.issues(t)
	if len(issues) != 1 || issues[0].EventCount != 1000 {
		t.Fatalf("got %d issues, %+v; want one that counts 1000", len(issues), issues)
	}
	count := func(page htmltest.Node, selector string) string {
		for _, n := range page.All(selector) {
			if strings.HasPrefix(n.Attr("title"), "1,000") {
				return n.Attr("title")
			}
		}
		return ""
	}
	if count(p.page(t, "/projects/default/issues"), "td[title]") == "" {
		t.Error("the list does not say 1,000")
	}
	if count(p.page(t, "/issues/"+issues[0].ID.String()), "dd[title]") == "" {
		t.Error("the issue's page does not say 1,000")
	}
}
