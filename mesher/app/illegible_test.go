package app

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// Nothing has a name that is not text. Requests for one are told so at every
// address and every door, even if the database can't be asked for it.
func TestQuestionsThatAreNoText(t *testing.T) {
	town := newTownOn(t, mesher.SecretOf(pgtest.Start(t, "fsync=off").NewDatabase(t)))
	owner := town.people[len(town.people)-1]
	variable := regexp.MustCompile(`\{\w+\}`)
	for _, route := range town.web.Routes() {
		for _, odd := range []string{"%00", "%ff"} {
			path := variable.ReplaceAllLiteralString(route.Path, odd) + "?environment=" + odd + "&sentry_key=" + odd
			for _, who := range []person{{}, owner} {
				if a := town.ask(t, route.Method, path, who); a.status >= http.StatusInternalServerError {
					t.Errorf("%s %s: %d %s", route.Method, path, a.status, a.body)
				}
			}
		}
	}
	login := post(t, town.base+"/api/v1/login", `{"email":"\u0000","password":"x"}`, "Content-Type: application/json")
	if login.status != http.StatusUnauthorized {
		t.Errorf("sign in: %d %s", login.status, login.body)
	}
}
