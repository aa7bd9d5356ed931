package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A choice is one value of a filter.
type choice struct {
	Value, Name string
	Chosen      bool
}

// A selection is a filter with its values.
type selection struct {
	Name    string
	Choices []choice
}

// chosen marks the value that is asked for, and adds it where nobody offers it:
// a filter that is in force is always shown.
func chosen(asked string, choices []choice) []choice {
	at := slices.IndexFunc(choices, func(c choice) bool { return c.Value == asked })
	if at < 0 {
		return append(choices, choice{asked, asked, true})
	}
	choices[at].Chosen = true
	return choices
}

func choicesOf(anything string, values []string) []choice {
	choices := []choice{{Name: anything}}
	for _, v := range values {
		choices = append(choices, choice{Value: v, Name: v})
	}
	return choices
}

// Seen are the times within which an issue was last seen.
func (p IssuesPage) Seen() []choice {
	return chosen(p.Asked.Get("seen"), []choice{{Name: "At any time"}, {Value: "1h", Name: "In the last hour"},
		{Value: "24h", Name: "In 24 hours"}, {Value: "7d", Name: "In 7 days"}, {Value: "14d", Name: "In 14 days"}, {Value: "30d", Name: "In 30 days"}})
}

// Environment are those in which events were seen.
func (p IssuesPage) Environment() []choice {
	return chosen(p.Asked.Get("environment"), choicesOf("All environments", p.Environments))
}

// Level are the levels there are.
func (p IssuesPage) Level() []choice {
	return chosen(p.Asked.Get("level"), choicesOf("All levels", []string{"fatal", "error", "warning", "info", "debug"}))
}

// Assignee are the members to whom issues may be assigned.
func (p IssuesPage) Assignee() []choice {
	return chosen(p.Asked.Get("assigned_to"), append([]choice{{Name: "Anybody"}}, peopleOf(p.Members, p.Me)...))
}

// Sort are the orders, for screens too narrow for columns.
func (p IssuesPage) Sort() []choice {
	choices := []choice{}
	for _, by := range []mesher.IssueSort{mesher.ByLastSeen, mesher.ByFirstSeen, mesher.ByEvents, mesher.ByUsers} {
		choices = append(choices, choice{Value: string(by), Name: sortNames[by]})
	}
	return chosen(cmp.Or(p.Asked.Get("sort"), string(mesher.ByLastSeen)), choices)
}

// People are those to whom the chosen issues can be given.
func (p IssuesPage) People() []choice { return peopleOf(p.Members, p.Me) }

// Value is what is asked for by a name.
func (p IssuesPage) Value(name string) string { return p.Asked.Get(name) }

// Asks tells whether a name is in the address, be it without a value.
func (p IssuesPage) Asks(name string) bool { return p.Asked.Has(name) }

// Folded counts the filters in force among those that are shown when asked for.
func (p IssuesPage) Folded() (n int) {
	for _, name := range []string{"level", "release", "assigned_to", "tag"} {
		if p.Asked.Get(name) != "" {
			n++
		}
	}
	return n
}

// Filtered tells whether more than a status is asked for.
func (p IssuesPage) Filtered() bool {
	return p.Folded() > 0 || slices.ContainsFunc([]string{"q", "environment", "seen", "since", "until"}, func(name string) bool { return p.Asked.Get(name) != "" })
}

// Unfiltered leads to the list with nothing asked for but a status.
func (p IssuesPage) Unfiltered() string {
	bare := addressOf(p.Project)
	if p.Asks("status") {
		return bare.with(filter{"status", p.Value("status")})
	}
	return bare.with()
}

// peopleOf lists members, who looks first.
func peopleOf(members []mesher.Member, me uuid.UUID) []choice {
	var people []choice
	for _, m := range members {
		c := choice{Value: m.AccountID.String(), Name: cmp.Or(m.Name, m.Email)}
		if m.AccountID == me {
			c.Name += " (me)"
			people = slices.Insert(people, 0, c)
		} else {
			people = append(people, c)
		}
	}
	return people
}

// nameOf is how a member is called; empty for nobody.
func nameOf(members []mesher.Member, account uuid.UUID) string {
	if account == uuid.Nil {
		return ""
	}
	for _, m := range members {
		if m.AccountID == account {
			return cmp.Or(m.Name, m.Email)
		}
	}
	return "somebody who left"
}

// DoneMark is how an address tells the page it leads to what was done: the action,
// and to how many issues.
func DoneMark(action string, affected int) string { return action + ":" + strconv.Itoa(affected) }

// doneBy is such a mark in words. An address may say anything: what is no mark says
// nothing.
func doneBy(mark string) string {
	action, number, _ := strings.Cut(mark, ":")
	n, err := strconv.ParseInt(number, 10, 32)
	was, ok := map[string]string{"resolve": "resolved", "archive": "archived", "unresolve": "opened again", "discard": "discarded",
		"delete": "deleted", "assign": "assigned"}[action]
	if err != nil || n < 0 || !ok {
		return ""
	}
	return count(n) + " " + plural(n, "issue was", "issues were") + " " + was
}
