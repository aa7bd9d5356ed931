package server

import (
	"net/http"
	"strings"
	"testing"
)

// Who asks for a scope that there is none hears of the field that they sent.
func TestTokenOfNoScope(t *testing.T) {
	answer := post(t, new(world).server(), "/api/v1/tokens", `{"label":"ci","scope":"read"}`)
	if answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), `scope is \"read\"; it must be member, admin or owner`) {
		t.Errorf("it answered %d %s", answer.Code, answer.Body)
	}
}
