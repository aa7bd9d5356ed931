package ui

import (
	"encoding/json"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A deed is something that was done to an issue, as a page tells it.
type deed struct {
	Who, What string
	Text      string // what somebody said
	At        moment
}

// Deeds tell the issue's story, the latest first.
func (p IssuePage) Deeds() []deed {
	deeds := make([]deed, len(p.Activity))
	for i, a := range p.Activity {
		who := "Mesher"
		if a.Act.By != uuid.Nil {
			who = nameOf(p.Members, a.Act.By)
		}
		what, text := p.told(a)
		deeds[i] = deed{who, what, text, newMoment(a.Act.At, p.Now)}
	}
	return deeds
}

// told puts into words what was done. A kind that is younger than this program is
// told by its name.
func (p IssuePage) told(a mesher.Activity) (what, text string) {
	var data struct {
		To    uuid.UUID `json:"to"` // stays Nil for nobody
		Text  string    `json:"text"`
		Title string    `json:"title"`
	}
	_ = json.Unmarshal(a.Data, &data) // what can't be read is left out
	switch a.Kind {
	case mesher.ActivityKind(mesher.Unresolved):
		return "opened it again", ""
	case mesher.ActivityKind(mesher.Resolved), mesher.ActivityKind(mesher.Archived), mesher.ActivityKind(mesher.Discarded):
		return string(a.Kind) + " it", ""
	case mesher.Escalated:
		return "opened it again, as its events came far more often than before", ""
	case mesher.Assigned:
		if data.To == uuid.Nil {
			return "assigned it to nobody", ""
		}
		return "assigned it to " + nameOf(p.Members, data.To), ""
	case mesher.Commented:
		return "said", data.Text
	case mesher.Merged:
		return "merged another issue into it", data.Title
	case mesher.Unmerged:
		return "took events of one kind apart from others", ""
	}
	return string(a.Kind), ""
}
