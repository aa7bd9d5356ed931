package server

import (
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

// parameter describes a query parameter: by its name, or by its name and the
// values that it has at this one route, "status=active,resolved".
func parameter(asked string) object {
	name, values, own := strings.Cut(asked, "=")
	schema, means := meaning(name)
	if own {
		schema = object{"type": "string", "enum": strings.Split(values, ",")}
	}
	described := object{"name": name, "in": "query", "schema": schema}
	if means != "" {
		described["description"] = means
	}
	return described
}

// meaning returns what a name means at every route that takes it.
func meaning(name string) (schema object, means string) {
	text := object{"type": "string"}
	choice := func(values ...string) object { return object{"type": "string", "enum": values} }
	moment := object{"type": "string", "format": "date-time"}
	switch name {
	case "limit":
		return object{"type": "integer", "minimum": 1, "maximum": mesher.MaxPage}, "how many there are to be at most"
	case "cursor":
		return text, "next_cursor of the page before"
	case "cursor_id":
		return text, "next_cursor_id of the page before"
	case "since":
		return moment, "from when on; a window that nobody chose is the last 24 hours, a list of issues is of all times"
	case "until":
		return moment, "until when, which is no part of it"
	case "bucket":
		return choice("hour", "day"), "what is counted together"
	case "status":
		return choice(words(mesher.Unresolved, mesher.Resolved, mesher.Archived, mesher.Discarded)...), ""
	case "level":
		return choice(levels...), ""
	case "sort":
		return choice("last_seen", "first_seen", "events", "users"), "what comes first, the greatest; last_seen unless another is named"
	case "assigned_to":
		return object{"type": "string", "format": "uuid"}, "user_id of a member"
	case "q":
		return text, "words, all of which are in it"
	case "tag":
		return text, "key:value"
	}
	return text, ""
}
