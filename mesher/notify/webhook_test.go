package notify_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/notify"
)

var thisMachine = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func newNotifier(t *testing.T, c notify.Config) *notify.Notifier {
	t.Helper()
	n, err := notify.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func aNotice() mesher.Notice {
	return mesher.Notice{Delivery: uuid.New(), Alert: mesher.Alert{
		ID: uuid.New(), RuleID: uuid.New(), RuleName: "new ones", Project: 7, Issue: uuid.New(), Message: "New issue: it broke",
		Condition: mesher.Condition{Type: mesher.OnNewIssue}, TriggeredAt: time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC),
	}}
}

func webhook(url string) mesher.Action {
	return mesher.Action{Type: mesher.Webhook, URL: url, Secret: mesher.SecretOf("whsec_1")}
}

func TestAWebhookIsSignedJSON(t *testing.T) {
	type request struct {
		header http.Header
		body   []byte
	}
	gotc := make(chan request, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		gotc <- request{r.Header, body}
	}))
	defer receiver.Close()
	public, _ := url.Parse("https://errors.example.com/mesher")
	n := newNotifier(t, notify.Config{AllowNetworks: thisMachine, PublicURL: public})
	notice := aNotice()
	if err := n.Send(t.Context(), webhook(receiver.URL), notice); err != nil {
		t.Fatal(err)
	}
	got := <-gotc
	want := notify.Signature(mesher.SecretOf("whsec_1"), got.header.Get("Mesher-Timestamp"), got.body)
	if signature := got.header.Get("Mesher-Signature"); signature != want {
		t.Errorf("the signature is %q, want %q", signature, want)
	}
	if id := got.header.Get("Mesher-Delivery"); id != notice.Delivery.String() {
		t.Errorf("the delivery is %s, want %s", id, notice.Delivery)
	}
	var p notify.Payload
	if err := json.Unmarshal(got.body, &p); err != nil {
		t.Fatal(err)
	}
	link := "https://errors.example.com/mesher/issues/" + notice.Alert.Issue.String()
	if p.AlertID != notice.Alert.ID || p.Message != "New issue: it broke" || *p.IssueID != notice.Alert.Issue || p.Test ||
		p.URL != link || p.TriggeredAt != "2026-03-14T12:00:00.000000Z" {
		t.Errorf("the body is %s", got.body)
	}
}

// The format that receivers check against.
func TestSignature(t *testing.T) {
	got := notify.Signature(mesher.SecretOf("whsec_1"), "1773489600", []byte(`{"a":1}`))
	if want := "v1=58b2ce0c14bb998b4907bd69316d8f65bb0dca25099294c4c789e8802b7d7fef"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWhatAReceiverMayAnswer(t *testing.T) {
	var elsewhere atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	for _, c := range []struct {
		about  string
		answer http.HandlerFunc
		want   string // in the error; empty: none
	}{
		{"yes", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }, ""},
		{"not found", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "secrets", http.StatusNotFound) }, "answered 404"},
		{"a failure", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "answered 502"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		}, "redirects are not followed"},
		{"much", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 1<<20)) }, ""},
		{"a header without end", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 1<<20))
		}, "exceeded"},
		{"nothing", func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}, "no answer within"},
		{"a cut", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "EOF"},
	} {
		t.Run(c.about, func(t *testing.T) {
			receiver := httptest.NewServer(c.answer)
			defer receiver.Close()
			timeout := 10 * time.Second
			if c.about == "nothing" {
				timeout = 50 * time.Millisecond
			}
			err := newNotifier(t, notify.Config{AllowNetworks: thisMachine, Timeout: timeout}).Send(t.Context(), webhook(receiver.URL+"/secret"), aNotice())
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got the error %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
	if elsewhere.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

// A receiver that fails twice gets the delivery at the third attempt, under one
// id.
func TestAReceiverThatFailsTwice(t *testing.T) {
	var seen []string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if seen = append(seen, r.Header.Get("Mesher-Delivery")); len(seen) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer receiver.Close()
	n, notice := newNotifier(t, notify.Config{AllowNetworks: thisMachine}), aNotice()
	d := mesher.Delivery{ID: notice.Delivery}
	for d.DeliveredAt.IsZero() && d.Attempts < mesher.MaxAttempts {
		d.Attempts++
		d = d.Tried(n.Send(t.Context(), webhook(receiver.URL), notice), time.Now())
	}
	if d.Attempts != 3 || len(seen) != 3 || seen[0] != seen[1] || seen[1] != seen[2] {
		t.Errorf("after %d attempts the receiver saw %v", d.Attempts, seen)
	}
}

func TestAWebhookCantReachThisMachine(t *testing.T) {
	var reached atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer receiver.Close()
	port := receiver.Listener.Addr().(*net.TCPAddr).AddrPort().Port()
	n := newNotifier(t, notify.Config{})
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "0x7f000001", "2130706433", "169.254.169.254", "[fe80::1%25lo]"} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		address := url.URL{Scheme: "http", Host: host + ":" + strconv.Itoa(int(port))}
		if err := n.Send(ctx, webhook(address.String()), aNotice()); err == nil {
			t.Errorf("%s was reached", host)
		} else if strings.Contains(err.Error(), "127.0.0.1:") {
			t.Errorf("the error for %s tells an address: %v", host, err)
		}
		cancel()
	}
	if reached.Load() != 0 {
		t.Error("the receiver was reached")
	}
}
