package server

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A paged is a part of a list; its cursor leads to the next part.
type paged[T any] struct {
	Data         []T        `json:"data"`
	HasMore      bool       `json:"has_more"`
	NextCursor   *string    `json:"next_cursor"`
	NextCursorID *uuid.UUID `json:"next_cursor_id"`
}

// pageOf returns a page as JSON shows it, with the cursor of the next.
func pageOf[T, V any](p mesher.Page[T], view func(T) V) paged[V] {
	shown := paged[V]{Data: viewAll(p.Items, view), HasMore: p.Next != nil}
	if p.Next != nil {
		shown.NextCursor, shown.NextCursorID = new(strconv.FormatInt(p.Next.Value, 10)), &p.Next.ID
	}
	return shown
}

// pageRequestOf reads which page is asked for.
func pageRequestOf(query url.Values) (page mesher.PageRequest, err error) {
	if page.Limit, err = limitOf(query, mesher.DefaultPage, mesher.MaxPage); err != nil {
		return page, err
	}
	if !query.Has("cursor") && !query.Has("cursor_id") {
		return page, nil
	}
	var after mesher.Cursor
	if after.Value, err = strconv.ParseInt(query.Get("cursor"), 10, 64); err != nil {
		return page, mesher.Errorf(mesher.Invalid, "cursor is not the next_cursor of an earlier page")
	}
	if after.ID, err = uuid.Parse(query.Get("cursor_id")); err != nil {
		return page, mesher.Errorf(mesher.Invalid, "cursor_id is not the next_cursor_id of an earlier page")
	}
	page.After = &after
	return page, nil
}

// limitOf reads how many items are asked for.
func limitOf(query url.Values, usual, most int) (int, error) {
	text := query.Get("limit")
	if text == "" {
		return usual, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > most {
		return 0, mesher.Errorf(mesher.Invalid, "limit must be from 1 to %d", most)
	}
	return limit, nil
}

// windowOf reads a stretch of time; an end that is not given is as in usual.
func windowOf(query url.Values, usual mesher.Window) (mesher.Window, error) {
	during := usual
	for name, at := range map[string]*time.Time{"since": &during.Since, "until": &during.Until} {
		text := query.Get(name)
		if text == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return during, mesher.Errorf(mesher.Invalid, "%s must be a time such as 2026-03-14T15:09:26Z", name)
		}
		*at = t
	}
	if !during.Since.IsZero() && !during.Until.IsZero() && !during.Until.After(during.Since) {
		return during, mesher.Errorf(mesher.Invalid, "until must be after since")
	}
	return during, nil
}

// lastDay returns the usual stretch of time.
func lastDay() mesher.Window {
	now := time.Now()
	return mesher.Window{Since: now.Add(-24 * time.Hour), Until: now}
}

// tagOf reads key:value. A value may have colons, a key may not.
func tagOf(text string) (mesher.Tag, error) {
	key, value, ok := strings.Cut(text, ":")
	if !ok || key == "" || value == "" {
		return mesher.Tag{}, mesher.Errorf(mesher.Invalid, "tag is %.64q; it must be key:value", text)
	}
	return mesher.Tag{Key: key, Value: value}, nil
}
