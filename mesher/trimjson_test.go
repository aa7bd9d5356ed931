package mesher

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestTrimJSON(t *testing.T) {
	for _, c := range []struct {
		in, want     string
		limit, depth int
	}{
		{`{"a":1}`, `{"a":1}`, 100, 7},
		{` { "a" : [ 1 , 2 ] } `, `{"a":[1,2]}`, 100, 7},
		{`{"a":{"b":{"c":1}}}`, `{"a":{"b":"…"}}`, 100, 2},
		{`[[1],[2]]`, `["…","…"]`, 100, 1},
		{`[1,2,3]`, `"…"`, 100, 0},
		{`"abcdefghij"`, `"abcde…"`, 10, 7},
		{`"üüüüü"`, `"üü…"`, 10, 7},
		{`"\u00e9\u00e9\u00e9"`, `"\u00e9…"`, 13, 7},
		{`123456789012`, `"…"`, 8, 7},
		{`[1,2,3,4,5,6,7,8,9]`, `[1,2,3,4]`, 14, 7},
		{`{"a":"xxxxxxxxxxxxxxxx","b":1}`, `{"a":"xxxxxx…"}`, 17, 7},
		{`{"aaaaaaaaaaaaaaaa":1,"b":2}`, `{"b":2}`, 14, 7},
		{`[{"a":1},2]`, `["…",2]`, 14, 1},
		{`{"a":["]}",{}],"b":true}`, `{"a":["]}",{}],"b":true}`, 100, 7},
	} {
		got := string(trimJSON(json.RawMessage(c.in), c.limit, c.depth))
		if got != c.want {
			t.Errorf("trimJSON(%s, %d, %d)\n got %s\nwant %s", c.in, c.limit, c.depth, got, c.want)
		}
	}
}

// At any limit and any depth, some part is the first that does not fit.
func TestTrimJSONStaysValid(t *testing.T) {
	for _, doc := range []string{
		`{"a long name that may not fit":1,"b":[1,{"another long name":"x","c":2.5e9}],"d":{}}`,
		` [ [ [ ] , "a\\" ] , "\u00e9\"é😀 and more" , null , true , -12345678901234567890 ] `,
		`{"":"","":[[],[],{}],"é":{"é":{"é":{"é":"é"}}}}`,
	} {
		for limit := 5; limit <= len(doc)+1; limit++ {
			for depth := range 6 {
				checkTrimmed(t, doc, limit, depth)
			}
		}
	}
}

func checkTrimmed(t *testing.T, doc string, limit, depth int) {
	t.Helper()
	got := trimJSON(json.RawMessage(doc), limit, depth)
	if !json.Valid(got) {
		t.Errorf("%s within %d became %s", doc, limit, got)
	}
	if len(got) > limit || jsonDepth(got) > depth {
		t.Errorf("%s became %s: %d bytes, %d deep; want %d and %d", doc, got, len(got), jsonDepth(got), limit, depth)
	}
}

// However valid JSON is cut, it stays valid and within its bounds.
func FuzzTrimJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,{"b":"\\\""}],"c":null}`, `[[[[[]]]]]`, `"\ud83d\ude00é"`, `-1.5e7`, ` [ true , false ] `, `{}`, `{"":{"":{}}}`,
		"[" + strings.Repeat(`"aaaaaaaaaaaaaaaa",`, 20) + "1]",
	} {
		f.Add(s, 40, 3)
	}
	f.Fuzz(func(t *testing.T, s string, limit, depth int) {
		limit, depth = max(5, limit%1000), max(0, depth%10)
		if !json.Valid([]byte(s)) {
			t.Skip()
		}
		checkTrimmed(t, s, limit, depth)
	})
}
