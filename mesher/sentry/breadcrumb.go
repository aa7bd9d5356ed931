package sentry

import "github.com/mesh-actors/mesh/mesher"

func (d *decoder) breadcrumbs(v value) {
	var crumbs []mesher.Breadcrumb
	for item := range d.values(v) {
		if !item.isObject() {
			d.bad("not an object")
			continue
		}
		var b mesher.Breadcrumb
		for name, member := range d.members(item) {
			switch string(name) {
			case "timestamp":
				b.Timestamp = d.timestamp(member)
			case "type":
				b.Type = d.text(member)
			case "category":
				b.Category = d.text(member)
			case "level":
				b.Level = d.text(member)
			case "message":
				b.Message = d.text(member)
			case "data":
				b.Data = d.raw(member)
			}
		}
		crumbs = append(crumbs, b)
	}
	d.event.Breadcrumbs = crumbs
}
