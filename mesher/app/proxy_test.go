package app

import (
	"net/http"
	"net/netip"
	"testing"
	"time"
)

// A sign-in through a trusted proxy comes from the client that the proxy names;
// what any other caller claims about itself is ignored.
func TestTrustedProxies(t *testing.T) {
	for _, c := range []struct {
		about   string
		trusted []netip.Prefix
		want    string
	}{
		{"trusted", []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, "198.51.100.7"},
		{"not trusted", nil, "127.0.0.1"},
	} {
		t.Run(c.about, func(t *testing.T) {
			p := launch(t, Config{TrustedProxies: c.trusted})
			p.token(t)
			const who = `{"email":"ada@example.com","password":"correct horse battery"}`
			if a := post(t, p.address.local.JoinPath("api/v1/login").String(), who, "X-Forwarded-For: 198.51.100.7"); a.status != http.StatusOK {
				t.Fatalf("got %d %s", a.status, a.body)
			}
			ada, _, err := p.store.AccountByEmail(t.Context(), "ada@example.com")
			if err != nil {
				t.Fatal(err)
			}
			sessions, err := p.store.Sessions(t.Context(), ada.ID, time.Now())
			if err != nil || sessions[0].IP.String() != c.want { // the newest first
				t.Errorf("the sessions are %+v, %v, want the first from %s", sessions, err, c.want)
			}
		})
	}
}
