package server

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// schemas are the schemas of types, by their names once they are used.
type schemas map[reflect.Type]object

var (
	idType  = reflect.TypeFor[uuid.UUID]()
	rawType = reflect.TypeFor[json.RawMessage]()
)

// of returns the schema of a type; for a struct, a reference to it.
func (s schemas) of(t reflect.Type) object {
	switch {
	case t == idType:
		return object{"type": "string", "format": "uuid"}
	case t == rawType:
		return object{}
	case t.Kind() == reflect.Pointer:
		return object{"oneOf": []object{s.of(t.Elem()), {"type": "null"}}}
	case valuesOf(t) != nil:
		return object{"type": "string", "enum": valuesOf(t)}
	case t.Implements(reflect.TypeFor[interface{ MarshalText() ([]byte, error) }]()):
		return object{"type": "string"}
	}
	switch t.Kind() {
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice, reflect.Array:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		if _, known := s[t]; !known {
			s[t] = nil // it may hold itself
			properties := object{}
			s.fields(t, properties)
			s[t] = object{"type": "object", "properties": properties}
		}
		if t.Name() == "" {
			return s[t]
		}
		return object{"$ref": "#/components/schemas/" + schemaName(t)}
	case reflect.Interface:
		return object{}
	}
	return object{"type": "integer"}
}

// fields adds a struct's fields as JSON has them, with those of embedded structs
// beside its own.
func (s schemas) fields(t reflect.Type, into object) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			s.fields(f.Type, into)
		case f.IsExported() && name != "-" && name != "":
			into[name] = s.of(f.Type)
			if values := f.Tag.Get("enum"); values != "" {
				into[name] = object{"type": "string", "enum": strings.Split(values, ",")}
			}
		}
	}
}

func (s schemas) named() object {
	named := object{}
	for t, schema := range s {
		if t.Name() != "" {
			named[schemaName(t)] = schema
		}
	}
	return named
}

// schemaName returns a type's name in the document, without the suffix that tells
// the program its purpose. A page of issues is a PagedIssue.
func schemaName(t reflect.Type) string {
	name, of, _ := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	name = capital(strings.TrimSuffix(name, "View"))
	if of != "" {
		of = of[strings.LastIndexByte(of, '.')+1:] // without its package
		name += capital(strings.TrimSuffix(of, "View"))
	}
	return name
}

func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// valuesOf returns the values of a type that has few; nil: it has many.
func valuesOf(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[mesher.Role]():
		return words(mesher.MemberRole, mesher.AdminRole, mesher.OwnerRole)
	case reflect.TypeFor[mesher.Status]():
		return words(mesher.Unresolved, mesher.Resolved, mesher.Archived, mesher.Discarded)
	case reflect.TypeFor[mesher.Level]():
		return levels
	case reflect.TypeFor[mesher.AlertStatus]():
		return words(mesher.AlertActive, mesher.AlertAcknowledged, mesher.AlertResolved)
	case reflect.TypeFor[mesher.ConditionType]():
		return words(mesher.OnThreshold, mesher.OnNewIssue, mesher.OnRegression)
	case reflect.TypeFor[mesher.Channel]():
		return words(mesher.Websocket, mesher.Webhook, mesher.Email)
	}
	return nil
}

// levels are the levels of an event, worst first.
var levels = []string{"fatal", "error", "warning", "info", "debug"}

func words[T ~string](values ...T) (texts []string) {
	for _, v := range values {
		texts = append(texts, string(v))
	}
	return texts
}
