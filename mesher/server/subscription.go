package server

import (
	"encoding/json"

	"github.com/mesh-actors/mesh/mesher"
)

// maxSubscription bounds a message of a stream's client, in bytes.
const maxSubscription = 4 << 10

// A subscription is what a client of a stream may say: which events it wants from
// now on.
type subscription struct {
	Type    string            `json:"type"`
	Filters mesher.LiveFilter `json:"filters"`
}

// filtersUpdated answers one.
var filtersUpdated = []byte(`{"type":"filters_updated"}`)

// readSubscription reads what a client says.
func readSubscription(said []byte) (mesher.LiveFilter, error) {
	var s subscription
	if err := decodeWhole(said, &s); err != nil {
		return s.Filters, err
	}
	if s.Type != "subscribe" {
		return s.Filters, mesher.Errorf(mesher.Invalid, "type is %.32q; it must be subscribe", s.Type)
	}
	return s.Filters, s.Filters.Check()
}

// A streamRefusal tells a client of a stream what is wrong.
type streamRefusal struct {
	Type  string `json:"type"`
	Error string `json:"error"`
}

func refusalOf(err error) []byte {
	message, err := json.Marshal(streamRefusal{"error", failureOf(err).message})
	if err != nil {
		panic(err) // two strings can't fail
	}
	return message
}
