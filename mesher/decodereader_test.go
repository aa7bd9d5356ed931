package mesher

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// quickBodies are events that the quick way is for.
var quickBodies = []string{
	strings.Replace(fullEvent, `"unknown": {"is": "ignored"}`, `"fingerprint": null`, 1),
	`{"message":"x"}`, ` { "message" : "x" , "tags" : { } , "stacktrace" : [ ] } `,
	`{"message":"\u00e9\ud83d\ude00\n\ud800","level":null,"tags":{"a\tb":null,"n":-1.5e3,"f":false}}`,
	`{"message":"x","message":"y","exception":{"type_name":"A"},"exception":{"value":"v"},"exception":null}`,
	`{"stacktrace":[null,{"lineno":-12,"in_app":null}],"breadcrumbs":[{"data":{"a":[1,{"b":"]"}],"a":null}}],"user_context":{"id":1e2}}`,
}

// otherBodies are bodies that it is not for.
var otherBodies = []string{
	``, `{`, `{}x`, `{"message":"x",}`, `{"message":"x"`, `{"message":"x"}}`, `[]`, `null`, `{"Message":"x"}`, `{"message":5}`,
	"{\"message\":\"a\nb\"}", `{"message":"\x"}`, `{"stacktrace":[],"stacktrace":[]}`, `{"stacktrace":[{"lineno":1.5}]}`,
	`{"extra":{"a":01}}`, `{"extra":{"a":[1,]}}`, `{"tags":{"a":tru}}`, `{"tags":{"a":[1]}}`, `{"fingerprint":[1]}`, `{"stacktrace":[,]}`,
	`{"extra":{"a"}}`, `{"extra":{"a":}}`, `{"stacktrace":[{"in_app":1}]}`, "{\"message\":\"x\"}\x00", `{"message":"x"} {}`, `{"tags":{"a":}}`,
}

func TestQuickly(t *testing.T) {
	for _, body := range quickBodies {
		if !checkQuickly(t, []byte(body)) {
			t.Errorf("left to the slow way: %s", body)
		}
	}
	for _, body := range otherBodies {
		if checkQuickly(t, []byte(body)) {
			t.Errorf("not left to the slow way: %s", body)
		}
	}
}

// checkQuickly reports whether the quick way takes a body, and compares the
// result with the slow way's.
func checkQuickly(t *testing.T, body []byte) bool {
	t.Helper()
	var quick, slow eventJSON
	if !quick.quickly(body) {
		return false
	}
	if err := json.Unmarshal(body, &slow); err != nil {
		t.Fatalf("%q is no JSON: %v", body, err)
	}
	if !reflect.DeepEqual(quick, slow) {
		t.Errorf("%q became\n%+v\nand not\n%+v", body, quick, slow)
	}
	return true
}

// Bodies that the quick way takes are read as encoding/json reads them.
func FuzzQuickly(f *testing.F) {
	for _, body := range append(quickBodies, otherBodies...) {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if utf8.Valid(body) {
			checkQuickly(t, body)
		}
	})
}
