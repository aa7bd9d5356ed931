package server

import (
	"cmp"
	"net/http"
	"reflect"
	"strconv"
	"strings"
)

// An endpoint is a route of the API as it is published to programs.
type endpoint struct {
	method, path string
	guarded
}

// endpointOf splits a route's pattern: "GET /api/v1/me".
func endpointOf(pattern string, g guarded) endpoint {
	method, path, _ := strings.Cut(pattern, " ")
	return endpoint{method, strings.TrimSuffix(path, "{$}"), g}
}

// A doc describes a handler for the published API: its purpose, what it takes and
// what it answers. A handler without one is not published.
type doc struct {
	summary string
	query   []string // as [parameter] reads them
	takes   any      // a value of the type of the body; nil: none
	gives   any      // a value of the type of the answer
	status  int      // of success; default 200
}

// about publishes a handler.
func (g guarded) about(summary string) guarded { g.doc.summary = summary; return g }

// asking names the query parameters, as [parameter] reads them.
func (g guarded) asking(names ...string) guarded { g.doc.query = names; return g }

// takes sets the type of the body.
func (g guarded) takes(body any) guarded { g.doc.takes = body; return g }

// gives sets the type of the answer.
func (g guarded) gives(answer any) guarded { g.doc.gives = answer; return g }

// answers sets the status of success and the type of the answer.
func (g guarded) answers(status int, answer any) guarded {
	g.doc.gives, g.doc.status = answer, status
	return g
}

// creates does the same for status 201.
func (g guarded) creates(answer any) guarded { return g.answers(http.StatusCreated, answer) }

// getOpenAPI returns the published routes as an OpenAPI document.
func (s *Server) getOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, openAPI(s.endpoints))
}

// An object is a JSON object.
type object map[string]any

// openAPI describes endpoints. Types of bodies and answers are read from those
// that handlers use, so that the document can't differ from the code.
func openAPI(endpoints []endpoint) object {
	schemas := schemas{}
	paths := map[string]object{}
	for _, e := range endpoints {
		if e.doc.summary == "" {
			continue
		}
		if paths[e.path] == nil {
			paths[e.path] = object{}
		}
		paths[e.path][strings.ToLower(e.method)] = e.operation(schemas)
	}
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title":       "Mesher",
			"version":     "1",
			"description": "Times are RFC 3339 in UTC with microseconds. A refusal is an object with the field error.",
		},
		"paths": paths,
		"components": object{
			"schemas": schemas.named(),
			"securitySchemes": object{
				"user": object{"type": "http", "scheme": "bearer", "description": "an API token, or the cookie of a session"},
				"key":  object{"type": "apiKey", "in": "header", "name": "X-Sentry-Auth"},
			},
		},
	}
}

func (e endpoint) operation(types schemas) object {
	op := object{"summary": e.doc.summary, "x-role": e.who}
	switch e.who {
	case "anybody":
	case "key":
		op["security"] = []object{{"key": []string{}}}
	default:
		op["security"] = []object{{"user": []string{}}}
	}
	var parameters []object
	for _, part := range strings.Split(e.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			parameters = append(parameters, object{"name": strings.TrimSuffix(name, "}"), "in": "path", "required": true, "schema": object{"type": "string"}})
		}
	}
	for _, asked := range e.doc.query {
		parameters = append(parameters, parameter(asked))
	}
	if parameters != nil {
		op["parameters"] = parameters
	}
	if e.doc.takes != nil {
		op["requestBody"] = object{"required": true, "content": jsonOf(types.of(reflect.TypeOf(e.doc.takes)))}
	}
	success := object{"description": "done"}
	if e.doc.gives != nil {
		success["content"] = jsonOf(types.of(reflect.TypeOf(e.doc.gives)))
	}
	op["responses"] = object{
		strconv.Itoa(cmp.Or(e.doc.status, http.StatusOK)): success,
		"default": object{"description": "a refusal", "content": jsonOf(object{"type": "object", "properties": object{"error": object{"type": "string"}}})},
	}
	return op
}

func jsonOf(schema object) object { return object{"application/json": object{"schema": schema}} }
