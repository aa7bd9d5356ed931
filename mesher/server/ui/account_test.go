package ui

import (
	"net/netip"
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func TestAccountPage(t *testing.T) {
	page, _ := rendered(t, AccountPage{
		Account: mesher.Account{Name: "Ada", Email: "ada@example.com"}, Current: uuid.UUID{1}, Done: "ended", Now: now,
		Sessions: []mesher.Session{{ID: uuid.UUID{1}, UserAgent: "Firefox", IP: netip.MustParseAddr("192.0.2.1"), SeenAt: now}, {ID: uuid.UUID{2}, SeenAt: now.Add(-time.Hour)}},
		Tokens: []mesher.Token{
			{ID: uuid.UUID{3}, Label: "CI", Hint: "mshu_ab", Scope: mesher.AdminRole, CreatedAt: now.Add(-time.Hour), UsedAt: now.Add(-time.Minute)},
			{ID: uuid.UUID{4}, Label: "New", Hint: "mshu_cd", Scope: mesher.MemberRole, CreatedAt: now},
			{ID: uuid.UUID{5}, Label: "Old", RevokedAt: now},
		},
	})
	checkTexts(t, page, map[string]string{
		"h1": "Ada", ".done": "The session was ended.", ".problem": "", ".once": "",
		".tokens b":                "CI|New|Old",
		".tokens .badge":           "admin|member",
		".tokens .head .quiet":     "mshu_ab… made 1 h ago, used 1 min ago|mshu_cd… made just now, never used",
		".tokens summary":          "Revoke|Revoke|1 revoked",
		".tokens option":           "as a member|as an admin|all that I may",
		".tokens option[selected]": "as a member",
		".sessions .head .quiet":   "192.0.2.1, seen just now|seen 1 h ago",
		".sessions .badge":         "this one",
		".sessions button":         "Sign out|End",
	})
	if got, want := page.All(".sessions form")[1].Attr("action"), "/account/sessions/02000000-0000-0000-0000-000000000000/end"; got != want {
		t.Errorf("a session is ended by %q, want %q", got, want)
	}
}

// A token is shown once; what was refused stands in its form, but for passwords.
func TestAccountPageWithSecrets(t *testing.T) {
	page, _ := rendered(t, AccountPage{Account: mesher.Account{Email: "ada@example.com"}, Secret: "mshu_1"})
	checkTexts(t, page, map[string]string{"h1": "ada@example.com", ".once .copy": "mshu_1", ".tokens .things": ""})

	page, _ = rendered(t, AccountPage{NewToken: Form{url.Values{"label": {"CI"}, "scope": {"owner"}}, "because"},
		Password: Form{url.Values{"old_password": {"s3cret"}}, "it is wrong"}})
	checkTexts(t, page, map[string]string{".tokens .problem": "because.", ".tokens option[selected]": "all that I may", ".password .problem": "it is wrong."})
	if valueOf(page, "label") != "CI" || valueOf(page, "old_password") != "" {
		t.Errorf("the label is %q, the password %q", valueOf(page, "label"), valueOf(page, "old_password"))
	}
}
