package server

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// An eventPage is an event with the way to its neighbours in the issue.
type eventPage struct {
	Event      mesher.EventView `json:"event"`
	Navigation navigation       `json:"navigation"`
}

type navigation struct {
	NextID *uuid.UUID `json:"next_id"` // null: there is none
	PrevID *uuid.UUID `json:"prev_id"`
}

// getEvent gives one event.
func (s *Server) getEvent(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r, "there is no event with this id")
	if err != nil {
		return err
	}
	projects, err := s.visible(r)
	if err != nil {
		return err
	}
	found, err := s.config.Events.Event(r.Context(), projects, id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, eventPage{
		Event:      found.Event.View(found.IssueID),
		Navigation: navigation{orNull(found.NextID), orNull(found.PrevID)},
	})
}

// visible are the projects of which the asker may see events.
func (s *Server) visible(r *http.Request) (ids []mesher.ProjectID, err error) {
	projects, err := s.config.Projects.Projects(r.Context())
	for _, p := range projects {
		ids = append(ids, p.ID)
	}
	return ids, err
}

func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// A listedEvent is an event in a list.
type listedEvent struct {
	ID         uuid.UUID    `json:"id"`
	Level      mesher.Level `json:"level"`
	Message    string       `json:"message"`
	ReceivedAt string       `json:"received_at"`
}

// getIssueEvents lists an issue's events, the newest first.
func (s *Server) getIssueEvents(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r, "there is no issue with this id")
	if err != nil {
		return err
	}
	request, err := pageOf(r.URL.Query())
	if err != nil {
		return err
	}
	issue, err := s.config.Issues.Issue(r.Context(), id)
	if err != nil {
		return err
	}
	events, err := s.config.Events.IssueEvents(r.Context(), issue.ProjectID, id, request)
	if err != nil {
		return err
	}
	listed := make([]listedEvent, len(events.Items))
	for i, e := range events.Items {
		listed[i] = listedEvent{e.ID, e.Level, e.Message, mesher.FormatTime(e.ReceivedAt)}
	}
	return writeJSON(w, http.StatusOK, pageAnswer(listed, events.Next))
}

// A paged is a keyset page: a list goes on with the cursor of the page before.
type paged struct {
	Data         any        `json:"data"`
	HasMore      bool       `json:"has_more"`
	NextCursor   *string    `json:"next_cursor"`
	NextCursorID *uuid.UUID `json:"next_cursor_id"`
}

// pageAnswer answers with items, and with where the next page begins. Cursors
// are times to those who read them.
func pageAnswer(items any, next *mesher.Cursor) paged {
	p := paged{Data: items, HasMore: next != nil}
	if next != nil {
		p.NextCursor, p.NextCursorID = new(mesher.FormatTime(time.UnixMicro(next.Value))), &next.ID
	}
	return p
}

// pageOf reads which page is asked for.
func pageOf(query url.Values) (page mesher.PageRequest, err error) {
	if limit := query.Get("limit"); limit != "" {
		if page.Limit, err = strconv.Atoi(limit); err != nil || page.Limit < 1 || page.Limit > mesher.MaxPage {
			return page, mesher.Errorf(mesher.Invalid, "limit must be from 1 to %d", mesher.MaxPage)
		}
	}
	if query.Has("cursor") || query.Has("cursor_id") {
		after, err := cursorOf(query)
		if err != nil {
			return page, err
		}
		page.After = &mesher.Cursor{Value: after.AfterTime.UnixMicro(), ID: after.AfterID}
	}
	return page, nil
}
