package sentry

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
)

// Whatever is wrong with one field, the event survives: its message is there,
// it can be stored, and a note names the field.
func TestMalformedFieldsLeaveANote(t *testing.T) {
	for _, c := range []struct{ field, note string }{
		{`"event_id":"nonsense"`, "event_id"},
		{`"event_id":12`, "event_id"},
		{`"event_id":{}`, "event_id"},
		{`"timestamp":"yesterday"`, "timestamp"},
		{`"timestamp":[1]`, "timestamp"},
		{`"timestamp":-5`, "timestamp"},
		{`"timestamp":1e300`, "timestamp"},
		{`"level":"loud"`, "level"},
		{`"level":{}`, "level"},
		{`"level":7`, "level"},
		{`"platform":[]`, "platform"},
		{`"logger":{}`, "logger"},
		{`"transaction":[1]`, "transaction"},
		{`"culprit":{}`, "culprit"},
		{`"release":{}`, "release"},
		{`"dist":[]`, "dist"},
		{`"environment":{}`, "environment"},
		{`"server_name":[]`, "server_name"},
		{`"site":{}`, "site"},
		{`"sdk":"sentry.go"`, "sdk"},
		{`"sdk":{"name":[]}`, "sdk.name"},
		{`"logentry":{"params":"x","message":"m"}`, "logentry.params"},
		{`"logentry":{"message":[]}`, "logentry.message"},
		{`"logentry":[]`, "logentry"},
		{`"exception":"boom"`, "exception"},
		{`"exception":{"values":"boom"}`, "exception.values"},
		{`"exception":{"values":[{"type":"E"},"boom"]}`, "exception.values.1"},
		{`"exception":{"values":[{}]}`, "exception.values.0"},
		{`"exception":[{"type":{}}]`, "exception.0.type"},
		{`"exception":[{"type":"E","module":[]}]`, "exception.0.module"},
		{`"exception":[{"type":"E","mechanism":"generic"}]`, "exception.0.mechanism"},
		{`"exception":[{"type":"E","mechanism":{"handled":"no"}}]`, "exception.0.mechanism.handled"},
		{`"exception":[{"type":"E","mechanism":{"synthetic":1}}]`, "exception.0.mechanism.synthetic"},
		{`"exception":[{"type":"E","stacktrace":[]}]`, "exception.0.stacktrace"},
		{`"exception":[{"type":"E","stacktrace":{"frames":{}}}]`, "exception.0.stacktrace.frames"},
		{`"exception":[{"type":"E","stacktrace":{"frames":[1]}}]`, "exception.0.stacktrace.frames.0"},
		{frameWith(`"lineno":"many"`), "exception.0.stacktrace.frames.0.lineno"},
		{frameWith(`"lineno":-3`), "exception.0.stacktrace.frames.0.lineno"},
		{frameWith(`"colno":1e99`), "exception.0.stacktrace.frames.0.colno"},
		{frameWith(`"in_app":"yes"`), "exception.0.stacktrace.frames.0.in_app"},
		{frameWith(`"function":{}`), "exception.0.stacktrace.frames.0.function"},
		{frameWith(`"filename":[]`), "exception.0.stacktrace.frames.0.filename"},
		{frameWith(`"pre_context":"x"`), "exception.0.stacktrace.frames.0.pre_context"},
		{frameWith(`"post_context":[{}]`), "exception.0.stacktrace.frames.0.post_context"},
		{frameWith(`"context_line":[]`), "exception.0.stacktrace.frames.0.context_line"},
		{frameWith(`"vars":[1]`), "exception.0.stacktrace.frames.0.vars"},
		{`"stacktrace":5`, "stacktrace"},
		{`"threads":7`, "threads"},
		{`"threads":{"values":[{"stacktrace":3}]}`, "threads.values.0.stacktrace"},
		{`"threads":[{"crashed":"x"}]`, "threads.0.crashed"},
		{`"breadcrumbs":"none"`, "breadcrumbs"},
		{`"breadcrumbs":{"values":[1]}`, "breadcrumbs.values.0"},
		{`"breadcrumbs":[{"timestamp":"x"}]`, "breadcrumbs.0.timestamp"},
		{`"breadcrumbs":[{"message":{}}]`, "breadcrumbs.0.message"},
		{`"breadcrumbs":[{"data":"x"}]`, "breadcrumbs.0.data"},
		{`"tags":"x"`, "tags"},
		{`"tags":{"a":{}}`, "tags.a"},
		{`"tags":["a"]`, "tags.0"},
		{`"tags":[["a","b","c"]]`, "tags.0"},
		{`"tags":[[null,"b"]]`, "tags.0"},
		{`"tags":{"a/b":"c"}`, "tags.a/b"},
		{`"tags":{"release":"c"}`, "tags.release"},
		{`"fingerprint":{}`, "fingerprint"},
		{`"fingerprint":[{}]`, "fingerprint.0"},
		{`"request":"GET /"`, "request"},
		{`"request":{"url":{}}`, "request.url"},
		{`"request":{"method":[]}`, "request.method"},
		{`"request":{"headers":"x"}`, "request.headers"},
		{`"request":{"headers":[["a"]]}`, "request.headers.0"},
		{`"request":{"headers":{"a":{}}}`, "request.headers.a"},
		{`"request":{"cookies":7}`, "request.cookies"},
		{`"request":{"query_string":[["a","b"],7]}`, "request.query_string.1"},
		{`"request":{"env":[1]}`, "request.env.0"},
		{`"user":"ann"`, "user"},
		{`"user":{"id":{}}`, "user.id"},
		{`"user":{"ip_address":"home"}`, "user.ip_address"},
		{`"user":{"data":"x"}`, "user.data"},
		{`"contexts":"x"`, "contexts"},
		{`"contexts":{"os":"linux"}`, "contexts.os"},
		{`"extra":[1]`, "extra"},
		{`"modules":[]`, "modules"},
		{`"modules":{"a":[]}`, "modules.a"},
		{`"extra":{"x":NaN}`, "event"},
		{`"extra":{"x":-Infinity}`, "event"},
		{"\"extra\":{\"x\":\"\xff\"}", "event"},
		{`"extra":{"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, "event"},
	} {
		t.Run(c.note+" "+c.field[:min(len(c.field), 40)], func(t *testing.T) {
			e, err := DecodeEvent([]byte(`{"message":"still here",`+c.field+`}`), netip.Addr{})
			if err != nil {
				t.Fatal(err)
			}
			e.Normalise(time.Now())
			if e.Message != "still here" && e.Message != "m" {
				t.Errorf("message %q", e.Message)
			}
			if !slices.ContainsFunc(e.Notes, func(n mesher.Note) bool { return n.Field == c.note }) {
				t.Errorf("no note about %s in %v", c.note, e.Notes)
			}
			if _, err := json.Marshal(e); err != nil {
				t.Error(err)
			}
		})
	}
}

func frameWith(field string) string {
	return `"exception":[{"type":"E","stacktrace":{"frames":[{` + field + `}]}}]`
}

// Every form that SDKs are known to use for a field is read the same.
func TestFormsOfFields(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 500_000_000, time.UTC)
	stack := []mesher.Frame{{Function: "f"}}
	for _, c := range []struct {
		body string
		got  func(*mesher.Event) any
		want any
	}{
		{`"event_id":"550e8400-e29b-41d4-a716-446655440000"`, func(e *mesher.Event) any { return e.ID.String() }, "550e8400-e29b-41d4-a716-446655440000"},
		{`"event_id":"550E8400E29B41D4A716446655440000"`, func(e *mesher.Event) any { return e.ID.String() }, "550e8400-e29b-41d4-a716-446655440000"},
		{`"timestamp":"2026-03-01T10:00:00.5Z"`, happened, at},
		{`"timestamp":"2026-03-01T12:00:00.5+02:00"`, happened, at},
		{`"timestamp":"2026-03-01T10:00:00.5"`, happened, at},
		{`"timestamp":"2026-03-01 10:00:00.5"`, happened, at},
		{`"timestamp":1772359200.5`, happened, at},
		{`"timestamp":"1772359200.5"`, happened, at},
		{`"timestamp":1772359200`, happened, at.Truncate(time.Second)},
		{`"level":"WARN"`, level, mesher.LevelWarning},
		{`"level":"log"`, level, mesher.LevelInfo},
		{`"level":"critical"`, level, mesher.LevelFatal},
		{`"level":20`, level, mesher.LevelInfo},
		{`"level":null`, level, mesher.LevelError},
		{`"message":"hi"`, said, "hi "},
		{`"message":false`, said, " "},
		{`"message":5`, said, "5 "},
		{`"message":{"formatted":"hi"}`, said, "hi "},
		{`"message":"a","logentry":{"formatted":"b"}`, said, "b "},
		{`"logentry":{"formatted":"b"},"message":"a"`, said, "b "},
		{`"logentry":{"message":"hi"}`, said, "hi "},
		{`"logentry":{"message":"hi","params":[]}`, said, "hi "},
		{`"logentry":{"message":"hi %s","params":["you"]}`, said, "hi you hi %s"},
		{`"logentry":{"message":"hi %(who)s","params":{"who":"you"}}`, said, "hi you hi %(who)s"},
		{`"logentry":{"message":"hi {who}","params":{"who":"you"}}`, said, "hi you hi {who}"},
		{`"sentry.interfaces.Message":{"message":"hi {}","params":["you"]}`, said, "hi you hi {}"},
		{`"logentry":{"message":"hi %s","formatted":"hi all"}`, said, "hi all hi %s"},
		{`"exception":{"values":[{"type":"E"}]}`, raised, "E:"},
		{`"exception":[{"type":"C"},null,{"type":"E"}]`, raised, "E:"},
		{`"exception":{"type":"E","value":"v"}`, raised, "E:v"},
		{`"sentry.interfaces.Exception":{"type":"E","value":5}`, raised, "E:5"},
		{`"sentry.interfaces.Exception":{"type":"E"},"exception":null`, raised, "E:"},
		{`"exception":{"value":{"a": [1]}}`, raised, `:{"a": [1]}`},
		{`"exception":{"type":"E","stacktrace":{"frames":[{"function":"f"}]}}`, crashStack, stack},
		{`"exception":{"type":"E"},"stacktrace":{"frames":[{"function":"f"}]}`, crashStack, stack},
		{`"sentry.interfaces.Stacktrace":{"frames":[{"function":"f"}]}`, crashStack, stack},
		{`"threads":{"values":[{"stacktrace":{"frames":[{"function":"g"}]}},{"current":true,"stacktrace":{"frames":[{"function":"f"}]}}]}`, crashStack, stack},
		{`"threads":[{"crashed":true,"stacktrace":{"frames":[{"function":"f"}]}},{"current":true,"stacktrace":{"frames":[{"function":"g"}]}}]`, crashStack, stack},
		{frameWith(`"lineno":"7","colno":2.0`), crashStack, []mesher.Frame{{Line: 7, Column: 2}}},
		{frameWith(`"pre_context":["a",null,"b"]`), crashStack, []mesher.Frame{{PreContext: []string{"a", "", "b"}}}},
		{`"tags":{"a":"b","t":true,"n":42,"z":null}`, tagged, map[string]string{"a": "b", "t": "True", "n": "42"}},
		{`"tags":[["a","b"],["t",true],["n",42],null]`, tagged, map[string]string{"a": "b", "t": "True", "n": "42"}},
		{`"site":"eu"`, tagged, map[string]string{"site": "eu"}},
		{`"site":"eu","tags":{"site":"us"}`, tagged, map[string]string{"site": "us"}},
		{`"fingerprint":["a",true,4.7,12,null,1e3]`, func(e *mesher.Event) any { return e.Fingerprint }, []string{"a", "True", "4", "12", "1e3"}},
		{`"fingerprint":["4.7"]`, func(e *mesher.Event) any { return e.Fingerprint }, []string{"4.7"}},
		{`"fingerprint":"a"`, func(e *mesher.Event) any { return e.Fingerprint }, []string{"a"}},
		{`"request":{"query_string":"?a=b"}`, query, "a=b"},
		{`"request":{"query_string":{"a":"b c"}}`, query, "a=b+c"},
		{`"request":{"query_string":[["a","b"],["a","c"]]}`, query, "a=b&a=c"},
		{`"request":{"cookies":"a=b; c=d"}`, cookies, [][2]string{{"a", "b"}, {"c", "d"}}},
		{`"request":{"cookies":{"a":"b"}}`, cookies, [][2]string{{"a", "b"}}},
		{`"request":{"cookies":[["a","b"]]}`, cookies, [][2]string{{"a", "b"}}},
		{`"user":{"id":7,"geo":{"city":"Bern"},"data":{"plan":"pro"}}`, func(e *mesher.Event) any { return fmt.Sprintf("%s %s", e.User.ID, e.User.Data) }, `7 map[geo:{"city":"Bern"} plan:"pro"]`},
		{`"contexts":{"os":{"name":"linux"},"gpu":null}`, func(e *mesher.Event) any { return fmt.Sprintf("%s", e.Contexts) }, `map[os:{"name":"linux"}]`},
		{`"sentry.interfaces.Template":{"filename":"cart.html","lineno":9}`, page, `{"filename":"cart.html","lineno":9}`},
		{`"template":{"lineno":9},"contexts":{"template":{"mine":1}}`, page, `{"mine":1}`},
		{`"release":" 1.0 ","dist":7`, func(e *mesher.Event) any { return e.Release + " " + e.Dist }, "1.0 7"},
		{`"environment":"a\u00e9\ud83d\ude00\ud800\n\"\\\/"`, func(e *mesher.Event) any { return e.Environment }, "aé😀\ufffd\n\"\\/"},
	} {
		e, err := DecodeEvent([]byte("{"+c.body+"}"), netip.Addr{})
		if err != nil {
			t.Errorf("%s: %v", c.body, err)
			continue
		}
		if got := c.got(e); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s\n got %#v\nwant %#v", c.body, got, c.want)
		}
		if len(e.Notes) > 0 {
			t.Errorf("%s: notes %v", c.body, e.Notes)
		}
	}
}

func happened(e *mesher.Event) any { return e.Timestamp }
func level(e *mesher.Event) any    { return e.Level }
func said(e *mesher.Event) any     { return e.Message + " " + e.Template }
func tagged(e *mesher.Event) any   { return e.Tags }
func query(e *mesher.Event) any    { return e.Request.QueryString }
func page(e *mesher.Event) any     { return string(e.Contexts["template"]) }
func cookies(e *mesher.Event) any  { return e.Request.Cookies }

func raised(e *mesher.Event) any {
	x := e.Exceptions[len(e.Exceptions)-1]
	return x.Type + ":" + x.Value
}

func crashStack(e *mesher.Event) any { return e.Exceptions[len(e.Exceptions)-1].Frames }

func TestUserAddress(t *testing.T) {
	const env = `,"request":{"env":{"REMOTE_ADDR":"192.0.2.7"}}`
	for _, c := range []struct{ body, want string }{
		{`"user":{"ip_address":"2001:DB8::1"}`, "2001:db8::1"},
		{`"user":{"ip_address":"{{auto}}"}`, testClient.String()},
		{`"user":{"ip_address":"{{auto}}"}` + env, testClient.String()},
		{`"user":{"id":"1"}` + env, "192.0.2.7"},
		{`"user":{"id":"1"}`, ""},
		{`"platform":"python"`, ""},
		{`"platform":"javascript"`, testClient.String()},
		{`"platform":"cocoa","user":{"id":"1"}`, testClient.String()},
		{`"platform":"javascript"` + env, "192.0.2.7"},
		{`"platform":"javascript","user":{"ip_address":"10.0.0.1"}`, "10.0.0.1"},
	} {
		e, err := DecodeEvent([]byte("{"+c.body+"}"), testClient)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if e.User != nil {
			got = e.User.IPAddress
		}
		if got != c.want {
			t.Errorf("%s: address %q, want %q", c.body, got, c.want)
		}
	}
	if e, err := DecodeEvent([]byte(`{"user":{"ip_address":"{{auto}}"}}`), netip.Addr{}); err != nil || e.User.IPAddress != "" {
		t.Errorf("without a client, %v, %v", e.User, err)
	}
}

func TestDecodeEventRefuses(t *testing.T) {
	for _, c := range []struct {
		body string
		kind mesher.Kind
	}{
		{``, mesher.Invalid},
		{`[]`, mesher.Invalid},
		{`null`, mesher.Invalid},
		{`"x"`, mesher.Invalid},
		{`{"message":"x"`, mesher.Invalid},
		{`{"message":"x"}{}`, mesher.Invalid},
		{`{"message":'x'}`, mesher.Invalid},
		{`{"message":"` + strings.Repeat("x", mesher.MaxEventSize) + `"}`, mesher.TooLarge},
	} {
		if e, err := DecodeEvent([]byte(c.body), netip.Addr{}); mesher.KindOf(err) != c.kind {
			t.Errorf("%.40q became %v, %v", c.body, e, err)
		}
	}
}

// Any JSON object is an event that can be stored, shown and grouped.
func FuzzDecodeEvent(f *testing.F) {
	for _, file := range []string{"browser.envelope", "node.envelope", "go.envelope", "python.envelope"} {
		lines := strings.SplitN(string(fixture(f, file)), "\n", 4)
		f.Add([]byte(lines[2]))
	}
	f.Add(fixture(f, "raven.json"))
	f.Add([]byte(`{"tags":[[],[1],null],"exception":{"values":{}},"timestamp":-0,"level":1e9,"user":[]}`))
	f.Add([]byte(`{"logentry":{"message":"%s {} {0} %(a)s %5.2f %% { %","params":[1,[2],null]}}`))
	codec := payload.NewCodec()
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := DecodeEvent(body, testClient)
		if err != nil {
			if _, ok := errors.AsType[*mesher.Error](err); !ok {
				t.Fatalf("an error that is not for clients: %v", err)
			}
			if len(body) < 1<<10 && json.Valid(body) && strings.HasPrefix(strings.TrimSpace(string(body)), "{") {
				t.Fatalf("refused an object: %v", err)
			}
			return
		}
		e.Normalise(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC))
		group := mesher.GroupingOf(e)
		payload, err := codec.Encode(e)
		if err != nil {
			t.Fatalf("cannot be stored: %v", err)
		}
		back, err := codec.Decode(payload)
		if err != nil {
			t.Fatalf("cannot be read back: %v", err)
		}
		if mesher.GroupingOf(back).Hash != group.Hash {
			t.Error("groups otherwise after storage")
		}
		if _, err := json.Marshal(back.View(uuid.Nil)); err != nil {
			t.Errorf("cannot be shown: %v", err)
		}
	})
}
