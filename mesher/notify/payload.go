package notify

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A Payload is the body of a webhook. Fields may be added, never renamed.
type Payload struct {
	DeliveryID  uuid.UUID        `json:"delivery_id"`
	Test        bool             `json:"test"` // sent only to see whether it arrives
	AlertID     uuid.UUID        `json:"alert_id"`
	RuleID      uuid.UUID        `json:"rule_id"`
	RuleName    string           `json:"rule_name"`
	ProjectID   mesher.ProjectID `json:"project_id"`
	IssueID     *uuid.UUID       `json:"issue_id"` // null: not about a single issue
	Condition   mesher.Condition `json:"condition"`
	Message     string           `json:"message"`
	TriggeredAt string           `json:"triggered_at"`
	URL         string           `json:"url,omitempty"` // where people see more
}

func (n *Notifier) payload(notice mesher.Notice) Payload {
	a := notice.Alert
	p := Payload{
		DeliveryID: notice.Delivery, Test: notice.Test, AlertID: a.ID, RuleID: a.RuleID, RuleName: a.RuleName,
		ProjectID: a.Project, Condition: a.Condition, Message: a.Message, TriggeredAt: mesher.FormatTime(a.TriggeredAt),
		URL: n.link(a),
	}
	if a.Issue != uuid.Nil {
		p.IssueID = &a.Issue
	}
	return p
}

// link returns the address where people see more of an alert; empty if the
// installation's address is not configured.
func (n *Notifier) link(a mesher.Alert) string {
	if n.config.PublicURL == nil {
		return ""
	}
	if a.Issue != uuid.Nil {
		return n.config.PublicURL.JoinPath("issues", a.Issue.String()).String()
	}
	return n.config.PublicURL.JoinPath("projects", strconv.FormatInt(int64(a.Project), 10), "issues").String()
}

// subject and text render an alert as a mail. They hold text that strangers sent:
// plain text can be read, and can do nothing.

// maxSubject bounds a subject, in characters; lists of mails show less.
const maxSubject = 120

// subject returns the rule and what happened, so that many mails by one rule can
// be told apart in a list.
func subject(notice mesher.Notice) string {
	about := notice.Alert.RuleName
	if notice.Test {
		about = "Test: " + about
	} else {
		about += ": " + notice.Alert.Message
	}
	line := []rune(mesher.OneLine("[Mesher] " + about))
	if len(line) > maxSubject {
		line = append(line[:maxSubject-1], '…')
	}
	return string(line)
}

func (n *Notifier) text(notice mesher.Notice) string {
	var b strings.Builder
	a := notice.Alert
	if notice.Test {
		b.WriteString("This is a test. Nothing happened.\n\n")
	}
	fmt.Fprintf(&b, "%s\n\nRule: %s\nTime: %s\n", a.Message, a.RuleName, mesher.FormatTime(a.TriggeredAt))
	if link := n.link(a); link != "" {
		fmt.Fprintf(&b, "\n%s\n", link)
	}
	return b.String()
}
