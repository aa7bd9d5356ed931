package ui

import (
	"maps"
	"net/url"
	"strconv"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

// An address is that of a list of issues: what is asked for stands in it, so that
// it can be kept and sent to others. Its names are those of the API.
type address struct {
	path  string
	query url.Values
}

// addressOf is a project's list as it is without being asked for anything.
func addressOf(p mesher.Project) address { return address{pathOf(p, Issues), nil} }

// A filter is something to ask a list for.
type filter struct{ name, value string }

// with asks for something more, or for something else; for an empty value, not
// for it any more. It leads to the first page.
func (a address) with(filters ...filter) string {
	query := maps.Clone(a.query)
	if query == nil {
		query = url.Values{}
	}
	for _, name := range []string{"cursor", "cursor_id", "done"} {
		query.Del(name)
	}
	for _, f := range filters {
		query.Set(f.name, f.value)
		if f.value == "" && f.name != "status" { // an empty status asks for all
			query.Del(f.name)
		}
	}
	if len(query) == 0 {
		return a.path
	}
	return a.path + "?" + query.Encode()
}

// after leads to the page that begins after a place.
func (a address) after(place mesher.Cursor) string {
	first := a.with()
	sep := "?"
	if strings.Contains(first, sep) {
		sep = "&"
	}
	return first + sep + url.Values{"cursor": {strconv.FormatInt(place.Value, 10)}, "cursor_id": {place.ID.String()}}.Encode()
}

// filterOf asks for a tag. The environment and the release have a filter each.
func filterOf(key, value string) filter {
	switch key {
	case "environment", "release":
		return filter{key, value}
	}
	return filter{"tag", key + ":" + value}
}
