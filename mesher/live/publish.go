package live

import (
	"context"
	"iter"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Messages are bounded: the news of a large batch goes in several, each of which
// is one frame between nodes.
const (
	maxNotes = 100
	maxBytes = 32 << 10
)

// Stored announces events that were just committed, in their order, and the
// issues that they opened or reopened. It does not wait.
func (s *Streams) Stored(events iter.Seq2[mesher.Record, mesher.Receipt]) {
	drafts := make(map[mesher.ProjectID]*draft) // nil: nobody watches it
	for r, receipt := range events {
		project := r.Event.ProjectID
		d, known := drafts[project]
		if !known {
			if s.heard(project) {
				d = &draft{streams: s, project: project}
			}
			drafts[project] = d
		}
		if d == nil {
			continue
		}
		switch {
		case receipt.NewIssue:
			d.add(issueNote(mesher.IssueNew, receipt.IssueID).at(r, receipt))
		case receipt.Regressed:
			d.add(issueNote(mesher.IssueRegressed, receipt.IssueID).at(r, receipt))
		}
		d.add(eventNote(r, receipt))
	}
	for _, d := range drafts {
		if d != nil {
			d.send()
		}
	}
}

// Changed announces what was done to issues of a project.
func (s *Streams) Changed(project mesher.ProjectID, change mesher.IssueChange, issues ...uuid.UUID) {
	if !s.heard(project) {
		return
	}
	d := &draft{streams: s, project: project}
	for _, id := range issues {
		d.add(issueNote(change, id))
	}
	d.send()
}

// News announces what happened to an issue by itself, unless its events have
// already announced it.
func (s *Streams) News(n mesher.News) {
	if n.Kind == mesher.NewsEscalated {
		s.Changed(n.Project, mesher.IssueEscalated, n.Issue)
	}
}

// ShowAlert announces an alert to the streams. It counts as delivered even if
// nobody listens.
func (s *Streams) ShowAlert(_ context.Context, n mesher.Notice) error {
	if s.heard(n.Alert.Project) {
		s.broadcast(Message{n.Alert.Project, []Note{alertNote(n)}})
	}
	return nil
}

// heard reports whether anybody in the cluster watches a project.
func (s *Streams) heard(project mesher.ProjectID) bool {
	return s.config.Rooms().Size(roomOf(project)) > 0
}

// broadcast sends a message to the room. A node whose queue is full misses it,
// which the system counts: live messages are not kept for later.
func (s *Streams) broadcast(m Message) { s.config.Rooms().Broadcast(s.sys, roomOf(m.Project), m) }

// A draft gathers notes for a project, and sends them when there are enough.
type draft struct {
	streams *Streams
	project mesher.ProjectID
	notes   []Note
	bytes   int
}

func (d *draft) add(n Note) {
	d.notes = append(d.notes, n)
	if d.bytes += len(n.JSON); d.bytes >= maxBytes || len(d.notes) == maxNotes {
		d.send()
	}
}

func (d *draft) send() {
	if len(d.notes) > 0 {
		d.streams.broadcast(Message{d.project, d.notes})
	}
	d.notes, d.bytes = nil, 0
}
