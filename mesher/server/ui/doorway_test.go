package ui

import (
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

func TestTheDoorway(t *testing.T) {
	login, _ := rendered(t, LoginPage{Email: "ada@example.com", Next: "/issues/1", Problem: "the password is wrong"})
	checkTexts(t, login, map[string]string{"h1": "Sign in", ".problem": "the password is wrong.", ".account": ""})
	checkFields(t, login, map[string]string{"email": "ada@example.com", "next": "/issues/1", "password": ""})

	setup, _ := rendered(t, SetupPage{Token: "secret", Org: "Engines"})
	checkFields(t, setup, map[string]string{"token": "secret", "org": "Engines", "project": "", "email": "", "password": ""})
	bare, _ := rendered(t, SetupPage{})
	checkFields(t, bare, nil)

	join, _ := rendered(t, JoinPage{Action: "/invites/x", Org: mesher.Org{Name: "Engines"}, Invite: mesher.Invite{Email: "eve@example.com", Role: mesher.AdminRole}})
	checkTexts(t, join, map[string]string{"h1": "Join Engines", ".problem": ""})
}

// checkFields wants some values in the fields of a page's forms, and at least
// these fields.
func checkFields(t *testing.T, page htmltest.Node, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for _, input := range page.All("form input") {
		got[input.Attr("name")] = input.Attr("value")
	}
	for name, value := range want {
		if has, ok := got[name]; !ok || has != value {
			t.Errorf("the field %s is %q, %v; want %q", name, has, ok, value)
		}
	}
	if len(want) == 0 && len(got) > 0 {
		t.Errorf("there are fields: %v", got)
	}
}
