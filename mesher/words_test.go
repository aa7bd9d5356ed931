package mesher

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                              nil,
		" \n--":                         nil,
		"Cannot pay 7 €":                {"cannot", "pay", "7"},
		"app.views:index() user_id=42":  {"app", "views", "index", "user", "id", "42"},
		"Größe ÉTÉ 東京":                  {"größe", "été", "東京"},
		"50%' OR 1=1; DROP TABLE \"x\"": {"50", "or", "1", "1", "drop", "table", "x"},
		strings.Repeat("ab", 40):        {strings.Repeat("ab", 32)},
	} {
		if got := slices.Collect(words(text)); !slices.Equal(got, want) {
			t.Errorf("the words of %q are %q, want %q", text, got, want)
		}
	}
}

func TestSearchedWords(t *testing.T) {
	r := Record{
		Event: &Event{Message: "Cannot pay!", Exceptions: []Exception{
			{Type: "IOError", Value: "disk  full"}, {Type: "PayError", Value: "?"},
		}},
		Grouping: Grouping{Culprit: "shop.pay in Charge"},
	}
	const want = "cannot pay\nioerror\ndisk full\npayerror\nshop pay in charge"
	if got := r.SearchedWords(); got != want {
		t.Errorf("the words are %q, want %q", got, want)
	}
	r.Event.Message = strings.Repeat("many words ", 2000)
	if got := r.SearchedWords(); len(got) > maxSearched || !strings.HasPrefix(got, "many words many words") {
		t.Errorf("%d bytes of words are kept", len(got))
	}
}
