package sentry

import (
	"github.com/mesh-actors/mesh/mesher"
)

// maxDiscarded bounds the lines of one report, and maxQuantity the number in one
// line: a report moves counters that people read.
const (
	maxDiscarded = 100
	maxQuantity  = 1_000_000
)

// Discarded is how many items an SDK threw away, and why.
type Discarded struct {
	Category Category
	Reason   string // ratelimit_backoff, queue_overflow, network_error, sample_rate …
	Quantity int
}

// DecodeClientReport reads the payload of a client_report item. It skips lines
// that make no sense. An error, of kind Invalid, means that the payload is not a
// JSON object.
func DecodeClientReport(payload []byte) ([]Discarded, error) {
	cleaned, _, err := clean(payload)
	if err != nil {
		return nil, err
	}
	if !value(cleaned).isObject() {
		return nil, mesher.Errorf(mesher.Invalid, "a client report must be a JSON object")
	}
	d := decoder{event: new(mesher.Event)} // for its notes, which nobody reads
	var all []Discarded
	for name, v := range d.members(cleaned) {
		if string(name) != "discarded_events" {
			continue
		}
		for line := range d.items(v) {
			if one := d.discarded(line); one.Quantity > 0 && one.Category != "" && len(all) < maxDiscarded {
				all = append(all, one)
			}
		}
	}
	return all, nil
}

func (d *decoder) discarded(v value) Discarded {
	var one Discarded
	for name, member := range d.members(v) {
		switch string(name) {
		case "category":
			one.Category = Category(short(d.text(member)))
		case "reason":
			one.Reason = short(d.text(member))
		case "quantity":
			one.Quantity = min(d.number(member), maxQuantity)
		}
	}
	return one
}

// short bounds names; real ones are few and short.
func short(name string) string {
	if len(name) > 64 {
		return ""
	}
	return name
}
