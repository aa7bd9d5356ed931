package app

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/access"
)

// Whatever is requested, and however wrong, even the most verbose log contains no
// secret.
func TestTheLogKeepsSecrets(t *testing.T) {
	log := new(journal)
	p := launch(t, Config{Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	const password = "canary of a password"
	ada, err := p.gate.SetUpHere(t.Context(), access.Newcomer{Email: "ada@example.com", Password: password}, "Engines", "", access.Client{})
	if err != nil {
		t.Fatal(err)
	}
	_, token, err := p.gate.CreateToken(t.Context(), ada.Asker, "a token", "owner")
	if err != nil {
		t.Fatal(err)
	}
	base := p.address.local.String()
	in := post(t, base+"/api/v1/login", `{"email":"ada@example.com","password":"`+password+`"}`, "Content-Type: application/json")
	cookie, _, _ := strings.Cut(in.header.Get("Set-Cookie"), ";")
	_, session, _ := strings.Cut(cookie, "=")
	key := p.address.key.Value
	org, err := p.store.FirstOrg(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, invitation, err := p.gate.Invite(t.Context(), org.ID, "eve@example.com", "member")
	if err != nil {
		t.Fatal(err)
	}
	secrets := map[string]string{"password": password, "token": token.Reveal(), "session": session, "key": key, "invitation": invitation.Reveal()}
	for what, secret := range secrets {
		if len(secret) < 16 {
			t.Fatalf("there is no %s: %q", what, secret)
		}
	}

	ask := func() {
		for _, path := range []string{"/api/v1/me", "/api/v1/nothing", "/api/v1/orgs", "/api/v1/events", "/api/1/envelope/", "/api/1/store/", "/api/v1/login", "/api/v1/projects/none/issues", "/ingest",
			"/invites/" + invitation.Reveal(), "/api/v1/invites/" + invitation.Reveal() + "/accept"} {
			for _, body := range []string{"{}", "{", `{"password":"` + password + `x"}`, strings.Repeat("[", 100_000)} {
				post(t, base+path, body, "Authorization: Bearer "+token.Reveal())
				post(t, base+path+"?sentry_key="+key, body, "Cookie: "+cookie)
				post(t, base+path, body, "X-Sentry-Auth: Sentry sentry_key="+key)
				post(t, base+path, body, "Authorization: Bearer "+token.Reveal()+"x", "X-Sentry-Auth: "+key+"x")
			}
		}
	}
	ask()
	p.store.Close()
	ask() // now much fails, and the log says so
	text := log.String()
	if !strings.Contains(text, http.MethodPost) {
		t.Errorf("the log tells of no request:\n%s", text)
	}
	for what, secret := range secrets {
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("the log tells the %s: …%s", what, text[max(0, at-200):at+len(secret)])
		}
	}
}
