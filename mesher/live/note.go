package live

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A Message is sent to the room of a project. It crosses nodes: fields may be
// added, never renamed.
type Message struct {
	Project mesher.ProjectID
	Notes   []Note
}

// A Note is one message for connections, rendered where it originated, with what
// must be known of it on its way.
type Note struct {
	JSON        []byte
	Level       string // of an event; empty: not an event, so no filter applies
	Environment string // of an event
	Recount     bool   // the number of unresolved issues may have changed

	Issue uuid.UUID // the issue it is about; Nil: none, or not known
	Place int64     // place in the issue, of this event or of the event that it goes before; 0: none
	Young bool      // the issue is new: its first events may be on their way
}

func (n Note) isEvent() bool { return n.Level != "" }

// roomOf returns the name of a project's room.
func roomOf(project mesher.ProjectID) string {
	return "project:" + strconv.FormatInt(int64(project), 10)
}

// The messages to connections.
type (
	eventMessage struct {
		Type       string    `json:"type"`
		IssueID    uuid.UUID `json:"issue_id"`
		EventCount int64     `json:"event_count,omitempty"` // of the issue, including this event; 0: not known
		Data       eventData `json:"data"`
	}
	issueMessage struct {
		Type    string             `json:"type"`
		Action  mesher.IssueChange `json:"action"`
		IssueID uuid.UUID          `json:"issue_id"`
	}
	countMessage struct {
		Type      string           `json:"type"`
		ProjectID mesher.ProjectID `json:"project_id"`
		Count     int64            `json:"count"` // number of unresolved issues
	}
	alertMessage struct {
		Type      string           `json:"type"`
		AlertID   uuid.UUID        `json:"alert_id"`
		RuleName  string           `json:"rule_name"`
		Condition mesher.Condition `json:"condition"`
		Message   string           `json:"message"`
		IssueID   *uuid.UUID       `json:"issue_id"` // null: it is about no single issue
		Test      bool             `json:"test"`     // a test of delivery: nothing happened
	}
	droppedMessage struct {
		Type  string `json:"type"`
		Count int    `json:"count"`
	}
)

// eventData is an event as a list shows it. The whole event can be requested by
// its id.
type eventData struct {
	ID          uuid.UUID        `json:"id"`
	ProjectID   mesher.ProjectID `json:"project_id"`
	IssueID     uuid.UUID        `json:"issue_id"`
	Level       mesher.Level     `json:"level"`
	Message     string           `json:"message"`
	Title       string           `json:"title"`
	Culprit     string           `json:"culprit"`
	Environment string           `json:"environment"`
	Release     string           `json:"release"`
	Platform    string           `json:"platform"`
	ReceivedAt  string           `json:"received_at"`
}

// maxText bounds an event's message here: hundreds may be on their way.
const maxText = 512

// youngFor is how long an issue is young. Its first events may have waited for
// their turns at several nodes before they are announced.
const youngFor = 10 * time.Second

// at returns the note with the place of a stored event, or of the event it goes
// before.
func (n Note) at(r mesher.Record, receipt mesher.Receipt) Note {
	n.Issue, n.Place = receipt.IssueID, receipt.Place
	n.Young = n.Place > 0 && r.Event.ReceivedAt.Sub(receipt.Since) < youngFor
	return n
}

func eventNote(r mesher.Record, receipt mesher.Receipt) Note {
	e, issue := r.Event, receipt.IssueID
	text := e.Message
	if len(text) > maxText {
		text = text[:maxText] + "…" // half a character is replaced when rendered
	}
	n := Note{
		Level: e.Level.String(), Environment: e.Environment,
		JSON: render(eventMessage{"event", issue, receipt.Place, eventData{
			ID: e.ID, ProjectID: e.ProjectID, IssueID: issue, Level: e.Level, Message: text,
			Title: r.Grouping.Title, Culprit: r.Grouping.Culprit,
			Environment: e.Environment, Release: e.Release, Platform: e.Platform,
			ReceivedAt: mesher.FormatTime(e.ReceivedAt),
		}}),
	}
	return n.at(r, receipt)
}

func issueNote(change mesher.IssueChange, issue uuid.UUID) Note {
	return Note{JSON: render(issueMessage{"issue", change, issue}), Issue: issue, Recount: change != mesher.IssueAssigned}
}

func countNote(project mesher.ProjectID, unresolved int64) Note {
	return Note{JSON: render(countMessage{"issue_count", project, unresolved})}
}

func alertNote(n mesher.Notice) Note {
	m := alertMessage{Type: "alert", AlertID: n.Alert.ID, RuleName: n.Alert.RuleName, Condition: n.Alert.Condition, Message: n.Alert.Message, Test: n.Test}
	if n.Alert.Issue != uuid.Nil {
		m.IssueID = &n.Alert.Issue
	}
	return Note{JSON: render(m)}
}

// dropped says that this many messages are missing; 0: an unknown number.
func dropped(n int) []byte { return render(droppedMessage{"dropped", n}) }

// render encodes v as JSON. It panics if it can't, which is a bug here.
func render(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("live: render %T: %v", v, err))
	}
	return b
}
