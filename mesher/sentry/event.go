package sentry

import (
	"encoding/json"
	"net/netip"
	"strings"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// DecodeEvent reads the JSON of one event, as an envelope's item or the store
// endpoint carries it. client is the address that connected, for events that ask
// for it; it may be the zero Addr.
//
// It is lenient: what cannot be understood is left out and noted. An error means
// that body is not a JSON object at all (Invalid), or over [mesher.MaxEventSize]
// (TooLarge). The event is not normalised yet. It keeps parts of body, which must
// not be changed afterwards.
func DecodeEvent(body []byte, client netip.Addr) (*mesher.Event, error) {
	if len(body) > mesher.MaxEventSize {
		return nil, mesher.Errorf(mesher.TooLarge, "the event is larger than %d bytes", mesher.MaxEventSize)
	}
	cleaned, mended, err := clean(body)
	if err != nil {
		return nil, err
	}
	v := value(cleaned)
	if !v.isObject() {
		return nil, mesher.Errorf(mesher.Invalid, "an event must be a JSON object")
	}
	e := new(mesher.Event)
	d := decoder{event: e, path: make([]step, 0, 8)}
	if mended {
		e.Note("event", "held what JSON does not allow; mended")
	}
	var late rest
	for name, member := range d.members(v) {
		if !member.isNull() { // a null under one name must not undo another
			d.field(name, member, &late)
		}
	}
	late.apply(e, client)
	return e, nil
}

// rest is what can be filled in only once all fields are known.
type rest struct {
	message string   // the field of that name, which a logentry overrules
	stack   []frames // stacks without an exception: of threads, of the event
	site    string
	autoIP  bool // the SDK asks us for the user's address

	template value // the place in a page's template that failed
}

// field reads one field of an event. Some also have an older name. Fields not
// listed hold nothing that we keep.
func (d *decoder) field(name []byte, v value, late *rest) {
	e := d.event
	switch string(name) {
	case "event_id":
		e.ID = d.eventID(v)
	case "timestamp":
		e.Timestamp = d.timestamp(v)
	case "level":
		e.Level = d.level(v)
	case "message", "sentry.interfaces.Message", "logentry":
		d.message(v, late)
	case "exception", "sentry.interfaces.Exception":
		d.exceptions(v)
	case "threads":
		d.threads(v, late)
	case "stacktrace", "sentry.interfaces.Stacktrace":
		late.stack = append(late.stack, frames{of: d.stacktrace(v)})
	case "breadcrumbs", "sentry.interfaces.Breadcrumbs":
		d.breadcrumbs(v)
	case "tags":
		d.tags(v)
	case "fingerprint":
		d.fingerprint(v)
	case "request", "sentry.interfaces.Http":
		d.request(v)
	case "user", "sentry.interfaces.User":
		d.user(v, late)
	case "contexts", "sentry.interfaces.Contexts":
		d.contexts(v)
	case "template", "sentry.interfaces.Template":
		if late.template = v; !v.isObject() {
			late.template = nil
			d.bad("not an object")
		}
	case "extra":
		e.Extra = d.raw(v)
	case "modules":
		e.Modules = d.texts(v)
	case "sdk":
		d.sdk(v)
	case "platform":
		e.Platform = d.text(v)
	case "logger":
		e.Logger = d.text(v)
	case "transaction":
		e.Transaction = d.text(v)
	case "culprit":
		e.Culprit = d.text(v)
	case "release":
		e.Release = strings.TrimSpace(d.text(v))
	case "dist":
		e.Dist = strings.TrimSpace(d.text(v))
	case "environment":
		e.Environment = d.text(v)
	case "server_name":
		e.ServerName = d.text(v)
	case "site":
		late.site = d.text(v)
	}
}

func (r *rest) apply(e *mesher.Event, client netip.Addr) {
	if e.Message == "" {
		e.Message = r.message
	}
	placeStack(e, r.stack)
	if r.site != "" && e.Tags["site"] == "" {
		if e.Tags == nil {
			e.Tags = make(map[string]string, 1)
		}
		e.Tags["site"] = r.site
	}
	if r.template != nil && e.Contexts["template"] == nil {
		if e.Contexts == nil {
			e.Contexts = make(map[string]json.RawMessage, 1)
		}
		e.Contexts["template"] = json.RawMessage(r.template)
	}
	placeAddress(e, r.autoIP, client)
}

func (d *decoder) eventID(v value) uuid.UUID {
	id, ok := parseEventID(d.text(v))
	if !ok && !v.isNull() {
		d.bad("not a UUID; a new one was made")
	}
	return id
}

// parseEventID takes 32 hexadecimal digits, with or without dashes. SDKs write
// the UUID of zeros for none.
func parseEventID(text string) (uuid.UUID, bool) {
	if len(text) != 32 && len(text) != 36 {
		return uuid.Nil, false
	}
	id, err := uuid.Parse(text)
	return id, err == nil
}

// level takes the five levels, and the names that loggers of various languages
// use; Python's are numbers.
func (d *decoder) level(v value) mesher.Level {
	name := strings.ToLower(d.text(v))
	switch string(name) {
	case "critical", "50":
		return mesher.LevelFatal
	case "40":
		return mesher.LevelError
	case "warn", "30":
		return mesher.LevelWarning
	case "log", "20":
		return mesher.LevelInfo
	case "trace", "10":
		return mesher.LevelDebug
	}
	level, err := mesher.ParseLevel(name)
	if err != nil {
		d.bad("not a level; taken as an error")
	}
	return level
}

func (d *decoder) sdk(v value) {
	for name, member := range d.members(v) {
		switch string(name) {
		case "name":
			d.event.SDK.Name = d.text(member)
		case "version":
			d.event.SDK.Version = d.text(member)
		}
	}
}

// contexts keeps values that are objects, as all of Sentry's contexts are.
func (d *decoder) contexts(v value) {
	contexts := d.raw(v)
	for name, context := range contexts {
		if value(context).isObject() {
			continue
		}
		delete(contexts, name)
		if !value(context).isNull() {
			d.event.Note("contexts."+name, "not an object")
		}
	}
	d.event.Contexts = contexts
}
