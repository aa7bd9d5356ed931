package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
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

// The values in the document are those that the program takes and answers.
func TestOpenAPITellsOfValues(t *testing.T) {
	got := get(t, new(world).server(), "/api/openapi.json").Body.Bytes()
	for path, want := range map[string]string{
		"components.schemas.PagedIssue.properties.data.items.$ref":                              `"#/components/schemas/Issue"`,
		"components.schemas.PagedListedEvent.properties.data.items.$ref":                        `"#/components/schemas/ListedEvent"`,
		"components.schemas.Issue.properties.assigned_to.oneOf":                                 `[{"format":"uuid","type":"string"},{"type":"null"}]`,
		"components.schemas.Issue.properties.status.enum":                                       `["unresolved","resolved","archived","discarded"]`,
		"components.schemas.Issue.properties.level.enum":                                        `["fatal","error","warning","info","debug"]`,
		"components.schemas.TokenForm.properties.scope.enum":                                    `["member","admin","owner"]`,
		"components.schemas.ActionForm.properties.action.enum":                                  `["resolve","archive","unresolve","discard","assign","delete"]`,
		"components.schemas.Condition.properties.condition_type.enum":                           `["threshold","new_issue","regression"]`,
		"components.schemas.RuleAction.properties.type.enum":                                    `["websocket","webhook","email"]`,
		"paths./api/v1/events.post.requestBody.content.application/json.schema.$ref":            `"#/components/schemas/EventJSON"`,
		"components.schemas.EventJSON.properties.message.type":                                  `"string"`,
		"paths./api/v1/projects/{project}/issues.get.parameters.1.schema.enum":                  `["unresolved","resolved","archived","discarded"]`,
		"paths./api/v1/projects/{project}/alerts.get.parameters.1.schema.enum":                  `["active","acknowledged","resolved"]`,
		"paths./api/v1/projects/{project}/dashboard/volume.get.parameters.1.schema.enum":        `["hour","day"]`,
		"paths./api/v1/projects/{project}/dashboard/top-issues.get.parameters.1.schema.maximum": `100`,
	} {
		if at := within(t, got, strings.Split(path, ".")...); at != want {
			t.Errorf("%s is %s, want %s", path, at, want)
		}
	}
}

// within returns what JSON has at a path of names and numbers.
func within(t *testing.T, body []byte, path ...string) string {
	t.Helper()
	var at any
	if err := json.Unmarshal(body, &at); err != nil {
		t.Fatal(err)
	}
	for _, name := range path {
		switch v := at.(type) {
		case map[string]any:
			at = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(v) {
				return "not there"
			}
			at = v[i]
		default:
			return "not there"
		}
	}
	found, err := json.Marshal(at)
	if err != nil {
		t.Fatal(err)
	}
	return string(found)
}

// The listed values are accepted.
func TestOpenAPIValuesAreTaken(t *testing.T) {
	s := new(world).server()
	for name, values := range map[string][]string{
		"status": {"unresolved", "resolved", "archived", "discarded"}, "level": levels,
	} {
		for _, value := range append(values, "none of them") {
			answer := get(t, s, "/api/v1/projects/1/issues?"+name+"="+url.QueryEscape(value))
			if want := value != "none of them"; (answer.Code == http.StatusOK) != want {
				t.Errorf("%s=%s: %d %s", name, value, answer.Code, answer.Body)
			}
		}
	}
}
