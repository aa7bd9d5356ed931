package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// The document names every route of the API, each with what it answers.
func TestOpenAPI(t *testing.T) {
	s := new(world).server()
	got := get(t, s, "/api/openapi.json")
	var document struct {
		Paths map[string]map[string]struct {
			Summary   string
			Role      string `json:"x-role"`
			Responses map[string]struct {
				Content map[string]struct{ Schema map[string]any }
			}
		}
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(got.Body.Bytes(), &document); err != nil || got.Code != http.StatusOK {
		t.Fatalf("got %d, %v", got.Code, err)
	}
	for _, r := range s.Routes() {
		if !strings.HasPrefix(r.Path, "/api/v1/") {
			continue // pages, probes, and Sentry's doors, which have documents of their own
		}
		operation, ok := document.Paths[r.Path][strings.ToLower(r.Method)]
		if !ok || operation.Summary == "" || operation.Role != r.Who || len(operation.Responses) != 2 {
			t.Errorf("%s %s is described as %+v", r.Method, r.Path, operation)
		}
	}
	issue := document.Components.Schemas["WholeIssue"].Properties
	for _, name := range []string{"id", "short_id", "event_count", "assigned_to", "grouping"} { // its own and those of the issue in it
		if issue[name] == nil {
			t.Errorf("an issue has no %s: %v", name, issue)
		}
	}
	if strings.Contains(got.Body.String(), `"$ref":"#/components/schemas/"`) {
		t.Error("a reference leads nowhere")
	}
	for name, schema := range document.Components.Schemas {
		if len(schema.Properties) == 0 {
			t.Errorf("%s has no properties", name)
		}
	}
}
