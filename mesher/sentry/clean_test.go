package sentry

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestCleanMends(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{` {"a": 1} `, `{"a": 1}`},
		{`{"a":NaN,"b":[Infinity,-Infinity,-1],"c":"NaN"}`, `{"a":null,"b":[null,null,-1],"c":"NaN"}`},
		{`NaN`, `null`},
		{"\"a\xffb\"", `"a?b"`},
		{strings.Repeat("[", 65) + "1" + strings.Repeat("]", 65), strings.Repeat("[", 64) + "null" + strings.Repeat("]", 64)},
		{strings.Repeat("[", 64) + `{"a":"]}"},2` + strings.Repeat("]", 64), strings.Repeat("[", 64) + `null,2` + strings.Repeat("]", 64)},
	} {
		got, mended, err := clean([]byte(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("clean(%q) = %q, %v; want %q", c.in, got, err, c.want)
		}
		if want := strings.TrimSpace(c.in) != c.want; mended != want {
			t.Errorf("clean(%q) says mended: %t", c.in, mended)
		}
	}
}

func TestCleanRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", "{", "[", `"`, `"\`, `"\x"`, `"\u12"`, `"\u12g4"`, "\"\n\"", "{]", "[}", "[1,]", "{,}", `{"a"}`, `{"a":}`, `{a:1}`, `{"a":1,}`,
		"01", "-", "1.", "1e", "+1", ".5", "nul", "True", "NaNs", "-Inf", "1 2", "[1 2]", "-NaN",
		strings.Repeat("[", 70), strings.Repeat("[", 100_000),
	} {
		if got, _, err := clean([]byte(in)); mesher.KindOf(err) != mesher.Invalid {
			t.Errorf("clean(%.20q) = %q, %v", in, got, err)
		}
	}
}

// Valid JSON stays as it is; the result is always valid JSON, and iterating over
// it finds what the JSON package finds.
func FuzzClean(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-0.5e+7,true,false,null,NaN,Infinity,-Infinity],"b\"":"\ud83d\ude00\n"}`, ` [ ] `, `{"":{}}`, `"\\"`, `["\"","\\\"","\\\\",1]`, `{"\\":"\\"}`,
		strings.Repeat("[", 70) + strings.Repeat("]", 70),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got, mended, err := clean(in)
		if err != nil {
			// The depth limit may hide an error, but never makes one.
			if json.Valid(in) {
				t.Fatalf("refused %q: %v", in, err)
			}
			return
		}
		if !json.Valid(got) {
			t.Fatalf("%q became %q", in, got)
		}
		if !mended && !json.Valid(in) {
			t.Fatalf("%q passed for good", in)
		}
		compare(t, value(got))
	})
}

// compare walks v as the decoder does.
func compare(t *testing.T, v value) {
	switch {
	case v.isText():
		var want string
		if err := json.Unmarshal(v, &want); err != nil || v.text() != want {
			t.Errorf("%s reads %q, want %q", v, v.text(), want)
		}
	case v.isArray():
		var want []json.RawMessage
		if err := json.Unmarshal(v, &want); err != nil {
			t.Fatal(err)
		}
		i := 0
		for item := range v.items() {
			if string(item) != string(want[i]) {
				t.Errorf("item %d of %s is %s, want %s", i, v, item, want[i])
			}
			compare(t, item)
			i++
		}
		if i != len(want) {
			t.Errorf("%s has %d items, found %d", v, len(want), i)
		}
	case v.isObject():
		var want map[string]json.RawMessage
		if err := json.Unmarshal(v, &want); err != nil {
			t.Fatal(err)
		}
		last := map[string]string{}
		for name, member := range v.members() {
			compare(t, member)
			last[name.text()] = string(member)
		}
		for name, member := range want {
			if last[name] != string(member) {
				t.Errorf("member %q of %s is %s, want %s", name, v, last[name], member)
			}
		}
	}
}

func BenchmarkClean(b *testing.B) {
	body := largeEvent(b)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, _, err := clean(body); err != nil {
			b.Fatal(err)
		}
	}
}
