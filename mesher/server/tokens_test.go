package server

import (
	"net/http"
	"strings"
	"testing"
)

// A request for an unknown scope is told about the field that it sent.
func TestTokenOfNoScope(t *testing.T) {
	answer := post(t, new(world).server(), "/api/v1/tokens", `{"label":"ci","scope":"read"}`)
	if answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), `scope is \"read\"; it must be member, admin or owner`) {
		t.Errorf("it answered %d %s", answer.Code, answer.Body)
	}
}
