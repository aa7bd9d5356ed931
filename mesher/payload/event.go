package payload

import (
	"strconv"

	"github.com/mesh-actors/mesh/mesher"
)

// event writes an event. Names and order are those of the types' tags: tests
// compare the result with that of encoding/json.
func (w *writer) event(e *mesher.Event) {
	w.open("", '{')
	w.key("id")
	id, _ := e.ID.MarshalText() // never fails
	w.b = append(append(append(w.b, '"'), id...), '"')
	w.key("project")
	w.b = strconv.AppendInt(w.b, int64(e.ProjectID), 10)
	w.always("received", e.ReceivedAt)
	w.moment("sent", e.SentAt)
	w.moment("happened", e.Timestamp)
	if e.Level != mesher.LevelError {
		w.text("level", e.Level.String())
	}
	w.text("message", e.Message)
	w.text("template", e.Template)
	w.text("logger", e.Logger)
	w.text("platform", e.Platform)
	w.text("transaction", e.Transaction)
	w.text("culprit", e.Culprit)
	w.text("release", e.Release)
	w.text("dist", e.Dist)
	w.text("environment", e.Environment)
	w.text("server_name", e.ServerName)
	if e.SDK != (mesher.SDK{}) {
		w.open("sdk", '{')
		w.text("name", e.SDK.Name)
		w.text("version", e.SDK.Version)
		w.close('}')
	}
	items(w, "exceptions", e.Exceptions, (*writer).exception)
	items(w, "breadcrumbs", e.Breadcrumbs, (*writer).breadcrumb)
	w.labels("tags", e.Tags)
	w.user(e.User)
	w.request(e.Request)
	w.values("contexts", e.Contexts)
	w.values("extra", e.Extra)
	w.labels("modules", e.Modules)
	w.texts("fingerprint", e.Fingerprint)
	items(w, "notes", e.Notes, (*writer).note)
	w.close('}')
}

// items writes a list of objects, each by its members.
func items[T any](w *writer, name string, list []T, members func(*writer, *T)) {
	if len(list) == 0 {
		return
	}
	w.open(name, '[')
	for i := range list {
		w.open("", '{')
		members(w, &list[i])
		w.close('}')
	}
	w.close(']')
}

func (w *writer) exception(x *mesher.Exception) {
	w.text("type", x.Type)
	w.text("value", x.Value)
	w.text("module", x.Module)
	if x.Synthetic {
		w.flag("synthetic", &x.Synthetic)
	}
	w.flag("handled", x.Handled)
	items(w, "frames", x.Frames, (*writer).frame)
}

func (w *writer) frame(f *mesher.Frame) {
	w.text("filename", f.Filename)
	w.text("abs_path", f.AbsPath)
	w.text("function", f.Function)
	w.text("module", f.Module)
	w.number("lineno", f.Line)
	w.number("colno", f.Column)
	w.flag("in_app", f.InApp)
	w.texts("pre_context", f.PreContext)
	w.text("context_line", f.ContextLine)
	w.texts("post_context", f.PostContext)
	w.values("vars", f.Vars)
}

func (w *writer) breadcrumb(b *mesher.Breadcrumb) {
	w.moment("timestamp", b.Timestamp)
	w.text("type", b.Type)
	w.text("category", b.Category)
	w.text("level", b.Level)
	w.text("message", b.Message)
	w.values("data", b.Data)
}

func (w *writer) user(u *mesher.User) {
	if u == nil {
		return
	}
	w.open("user", '{')
	w.text("id", u.ID)
	w.text("email", u.Email)
	w.text("username", u.Username)
	w.text("name", u.Name)
	w.text("ip_address", u.IPAddress)
	w.values("data", u.Data)
	w.close('}')
}

func (w *writer) request(r *mesher.Request) {
	if r == nil {
		return
	}
	w.open("request", '{')
	w.text("url", r.URL)
	w.text("method", r.Method)
	w.text("query_string", r.QueryString)
	w.pairs("headers", r.Headers)
	w.pairs("cookies", r.Cookies)
	w.raw("data", r.Data)
	w.pairs("env", r.Env)
	w.close('}')
}

func (w *writer) note(n *mesher.Note) {
	w.key("field")
	w.b = appendQuoted(w.b, n.Field)
	w.key("reason")
	w.b = appendQuoted(w.b, n.Reason)
}
