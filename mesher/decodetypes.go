package mesher

import (
	"encoding/json"
	"reflect"
)

// texts is a list of strings, or a single one.
type texts []string

func (t *texts) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		var one string
		err := json.Unmarshal(b, &one)
		if one != "" {
			*t = texts{one}
		}
		return err
	}
	var many []string
	if json.Unmarshal(b, &many) != nil {
		return Errorf(Invalid, `"fingerprint" must be a string or a list of strings`)
	}
	*t = many
	return nil
}

// label is a short text for which numbers and booleans are accepted as well: few
// programs quote a build number.
type label string

func (l *label) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		return json.Unmarshal(b, (*string)(l))
	case '{', '[':
		return Errorf(Invalid, `the values of "tags", and "user_context.id", must be strings, numbers or booleans`)
	case 'n': // null
		*l = ""
	default:
		*l = label(b)
	}
	return nil
}

// jsonKind returns JSON's name for the values that fit a Go type.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool, reflect.Pointer:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Slice:
		return "a list"
	default:
		return "an object"
	}
}
