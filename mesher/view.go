package mesher

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
)

// An EventView is an event as GET /api/v1/events/:id returns it. Stacks are in
// the order in which people read them and POST /api/v1/events accepts them: the
// crash first. Names agree with that request.
type EventView struct {
	ID          uuid.UUID                  `json:"id"`
	ProjectID   ProjectID                  `json:"project_id"`
	IssueID     uuid.UUID                  `json:"issue_id"`
	Level       Level                      `json:"level"`
	Message     string                     `json:"message"`
	Fingerprint string                     `json:"fingerprint"` // see [Grouping.Fingerprint]
	Exception   *ExceptionView             `json:"exception"`   // null if there is none
	Stacktrace  []FrameView                `json:"stacktrace"`
	Breadcrumbs []BreadcrumbView           `json:"breadcrumbs"` // oldest first
	Tags        map[string]string          `json:"tags"`
	Extra       map[string]json.RawMessage `json:"extra"`
	User        *User                      `json:"user_context"`
	Request     *Request                   `json:"request"`
	Contexts    map[string]json.RawMessage `json:"contexts"`
	SDKName     string                     `json:"sdk_name"`
	SDKVersion  string                     `json:"sdk_version"`
	Environment string                     `json:"environment"`
	Release     string                     `json:"release"`
	ReceivedAt  string                     `json:"received_at"`
	Timestamp   string                     `json:"timestamp"`
	Notes       []Note                     `json:"notes"`

	Transaction string            `json:"transaction,omitempty"`
	Culprit     string            `json:"culprit,omitempty"`
	Platform    string            `json:"platform,omitempty"`
	Logger      string            `json:"logger,omitempty"`
	ServerName  string            `json:"server_name,omitempty"`
	Dist        string            `json:"dist,omitempty"`
	Modules     map[string]string `json:"modules,omitempty"`
}

// An ExceptionView is the exception that was raised, with what caused it.
type ExceptionView struct {
	Type       string          `json:"type_name"`
	Value      string          `json:"value"`
	Module     string          `json:"module_name"`
	Handled    *bool           `json:"handled,omitempty"`
	Synthetic  bool            `json:"synthetic,omitempty"`
	Stacktrace []FrameView     `json:"stacktrace,omitempty"` // of a cause; the event has that of the raised exception
	Causes     []ExceptionView `json:"causes,omitempty"`     // the nearest first
}

// A FrameView is one call.
type FrameView struct {
	Filename    string                     `json:"filename"`
	AbsPath     string                     `json:"abs_path,omitempty"`
	Function    string                     `json:"function_name"`
	Module      string                     `json:"module_name,omitempty"`
	Line        int                        `json:"lineno"`
	Column      int                        `json:"colno"`
	InApp       bool                       `json:"in_app"`
	PreContext  []string                   `json:"pre_context,omitempty"`
	ContextLine string                     `json:"context_line"`
	PostContext []string                   `json:"post_context,omitempty"`
	Vars        map[string]json.RawMessage `json:"vars,omitempty"`
}

// A BreadcrumbView is something that happened before the error.
type BreadcrumbView struct {
	Timestamp string                     `json:"timestamp,omitempty"`
	Type      string                     `json:"type,omitempty"`
	Category  string                     `json:"category"`
	Message   string                     `json:"message"`
	Level     string                     `json:"level"`
	Data      map[string]json.RawMessage `json:"data,omitempty"`
}

// View returns the view of a stored event of an issue. Empty lists and maps are
// empty rather than null, so that a program can loop over them without a check.
func (e *Event) View(issue uuid.UUID) EventView {
	g := GroupingOf(e)
	v := EventView{
		ID: e.ID, ProjectID: e.ProjectID, IssueID: issue, Level: e.Level, Message: e.Message,
		Fingerprint: g.Fingerprint(),
		Tags:        orEmpty(e.Tags), Extra: orEmpty(e.Extra), Contexts: orEmpty(e.Contexts), Modules: e.Modules,
		User: e.User, Request: e.Request,
		SDKName: e.SDK.Name, SDKVersion: e.SDK.Version, Environment: e.Environment, Release: e.Release,
		ReceivedAt: FormatTime(e.ReceivedAt), Timestamp: FormatTime(e.Timestamp),
		Transaction: e.Transaction, Culprit: g.Culprit, Platform: e.Platform, Logger: e.Logger,
		ServerName: e.ServerName, Dist: e.Dist,
		Stacktrace: []FrameView{}, Breadcrumbs: []BreadcrumbView{}, Notes: append([]Note{}, e.Notes...),
	}
	for i, x := range slices.Backward(e.Exceptions) {
		if i == len(e.Exceptions)-1 {
			v.Stacktrace = frameViews(x.Frames)
			if x.Type != "" || x.Value != "" {
				v.Exception = x.view()
			}
		} else if v.Exception != nil {
			cause := x.view()
			cause.Stacktrace = frameViews(x.Frames)
			v.Exception.Causes = append(v.Exception.Causes, *cause)
		}
	}
	for _, b := range e.Breadcrumbs {
		v.Breadcrumbs = append(v.Breadcrumbs, BreadcrumbView{
			Timestamp: formatOptional(b.Timestamp), Type: b.Type, Category: b.Category,
			Message: b.Message, Level: b.Level, Data: b.Data,
		})
	}
	return v
}

func (x Exception) view() *ExceptionView {
	return &ExceptionView{Type: x.Type, Value: x.Value, Module: x.Module, Handled: x.Handled, Synthetic: x.Synthetic}
}

// frameViews reverses the frames.
func frameViews(frames []Frame) []FrameView {
	views := make([]FrameView, 0, len(frames))
	for _, f := range slices.Backward(frames) {
		views = append(views, FrameView{
			Filename: f.Filename, AbsPath: f.AbsPath, Function: f.Function, Module: f.Module,
			Line: f.Line, Column: f.Column, InApp: f.own(),
			PreContext: f.PreContext, ContextLine: f.ContextLine, PostContext: f.PostContext, Vars: f.Vars,
		})
	}
	return views
}

func orEmpty[M ~map[string]V, V any](m M) M {
	if m == nil {
		return M{}
	}
	return m
}

func formatOptional(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return FormatTime(t)
}
