package sentry

import (
	"encoding/json"
	"net/netip"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

// user reads the user who met the error. What SDKs add beside the known fields is
// kept in the user's data.
func (d *decoder) user(v value, late *rest) {
	if !v.isObject() {
		if !v.isNull() {
			d.bad("not an object")
		}
		return
	}
	u := new(mesher.User)
	for name, member := range d.members(v) {
		switch string(name) {
		case "id":
			u.ID = d.text(member)
		case "email":
			u.Email = d.text(member)
		case "username":
			u.Username = d.text(member)
		case "name":
			u.Name = d.text(member)
		case "ip_address":
			if text := d.text(member); text == "{{auto}}" {
				late.autoIP = true
			} else if text != "" {
				u.IPAddress = d.address(text)
			}
		case "data":
			for name, datum := range d.members(member) {
				keep(u, string(name), datum)
			}
		default:
			if !member.isNull() {
				keep(u, string(name), member)
			}
		}
	}
	d.event.User = u
}

func keep(u *mesher.User, name string, v value) {
	if u.Data == nil {
		u.Data = make(map[string]json.RawMessage)
	}
	u.Data[name] = json.RawMessage(v)
}

// address returns text if it is an IP address.
func (d *decoder) address(text string) string {
	addr, err := netip.ParseAddr(strings.TrimSpace(text))
	if err != nil {
		d.bad("not an IP address")
		return ""
	}
	return addr.Unmap().String()
}

// placeAddress sets the user's address if the event did not: if the SDK asks for
// it, or runs on the user's own machine, it is the client that connected; else
// the one that the program was serving.
func placeAddress(e *mesher.Event, asked bool, client netip.Addr) {
	if e.User != nil && e.User.IPAddress != "" {
		return
	}
	address := ""
	onDevice := e.Platform == "javascript" || e.Platform == "cocoa"
	if asked && client.IsValid() {
		address = client.Unmap().String()
	}
	if address == "" && e.Request != nil {
		for _, variable := range e.Request.Env {
			if variable[0] == "REMOTE_ADDR" {
				if addr, err := netip.ParseAddr(variable[1]); err == nil {
					address = addr.Unmap().String()
				}
			}
		}
	}
	if address == "" && onDevice && client.IsValid() {
		address = client.Unmap().String()
	}
	if address == "" {
		return
	}
	if e.User == nil {
		e.User = new(mesher.User)
	}
	e.User.IPAddress = address
}
