package mesher

import "encoding/json"

// quickly reads an event that has only known members, each by its exact name. If
// it reports false, encoding/json reads the event, and says what is wrong with
// it.
func (in *eventJSON) quickly(body []byte) bool {
	r := newQuickReader(body)
	object(r, in, eventMember)
	return r.next() == 0 && !r.failed && r.at == len(body)
}

func eventMember(r *quickReader, in *eventJSON, name string) {
	switch name {
	case "event_id":
		r.string(&in.EventID)
	case "message":
		r.string(&in.Message)
	case "level":
		r.string(&in.Level)
	case "timestamp":
		r.string(&in.Timestamp)
	case "fingerprint":
		fingerprint(r, &in.Fingerprint)
	case "exception":
		inner(r, &in.Exception, exceptionMember)
	case "stacktrace":
		list(r, &in.Stacktrace, func(r *quickReader, f *frameJSON) { item(r, f, frameMember) })
	case "breadcrumbs":
		list(r, &in.Breadcrumbs, func(r *quickReader, b *breadcrumbJSON) { item(r, b, breadcrumbMember) })
	case "tags":
		named(r, &in.Tags, readLabel)
	case "extra":
		named(r, &in.Extra, (*quickReader).raw)
	case "user_context":
		inner(r, &in.User, userMember)
	case "sdk_name":
		r.string(&in.SDKName)
	case "sdk_version":
		r.string(&in.SDKVersion)
	case "environment":
		r.string(&in.Environment)
	case "release":
		r.string(&in.Release)
	case "transaction":
		r.string(&in.Transaction)
	case "platform":
		r.string(&in.Platform)
	default:
		r.fail()
	}
}

func exceptionMember(r *quickReader, x *exceptionJSON, name string) {
	switch name {
	case "type_name":
		r.string(&x.Type)
	case "value":
		r.string(&x.Value)
	case "module_name":
		r.string(&x.Module)
	default:
		r.fail()
	}
}

func frameMember(r *quickReader, f *frameJSON, name string) {
	switch name {
	case "filename":
		r.string(&f.Filename)
	case "function_name":
		r.string(&f.Function)
	case "lineno":
		r.integer(&f.Line)
	case "colno":
		r.integer(&f.Column)
	case "context_line":
		r.string(&f.ContextLine)
	case "in_app":
		f.InApp = r.flag()
	default:
		r.fail()
	}
}

func breadcrumbMember(r *quickReader, b *breadcrumbJSON, name string) {
	switch name {
	case "timestamp":
		r.string(&b.Timestamp)
	case "category":
		r.string(&b.Category)
	case "message":
		r.string(&b.Message)
	case "level":
		r.string(&b.Level)
	case "data":
		named(r, &b.Data, (*quickReader).raw)
	default:
		r.fail()
	}
}

func userMember(r *quickReader, u *userJSON, name string) {
	switch name {
	case "id":
		u.ID = readLabel(r)
	case "email":
		r.string(&u.Email)
	case "username":
		r.string(&u.Username)
	case "ip_address":
		r.string(&u.IPAddress)
	default:
		r.fail()
	}
}

// inner reads an object that may be missing.
func inner[T any](r *quickReader, v **T, member func(*quickReader, *T, string)) {
	if r.null() {
		*v = nil
		return
	}
	if *v == nil {
		*v = new(T)
	}
	object(r, *v, member)
}

// item reads an object of a list; null is an empty one.
func item[T any](r *quickReader, v *T, member func(*quickReader, *T, string)) {
	if !r.null() {
		object(r, v, member)
	}
}

// readLabel reads a label as its UnmarshalJSON would.
func readLabel(r *quickReader) (l label) {
	if r.next() == '"' {
		return label(r.quoted())
	}
	if v := r.raw(); !r.failed && l.UnmarshalJSON(v) != nil {
		r.fail()
	}
	return l
}

func fingerprint(r *quickReader, t *texts) {
	var v json.RawMessage
	if v = r.raw(); !r.failed && t.UnmarshalJSON(v) != nil {
		r.fail()
	}
}
