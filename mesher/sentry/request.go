package sentry

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

func (d *decoder) request(v value) {
	r := new(mesher.Request)
	for name, member := range d.members(v) {
		switch string(name) {
		case "url":
			r.URL = d.text(member)
		case "method":
			r.Method = d.text(member)
		case "query_string":
			r.QueryString = d.query(member)
		case "headers":
			r.Headers = d.list(member)
		case "cookies":
			r.Cookies = d.cookies(member)
		case "env":
			r.Env = d.list(member)
		case "data":
			if !member.isNull() {
				r.Data = json.RawMessage(member)
			}
		}
	}
	if v.isObject() {
		d.event.Request = r
	}
}

// list keeps the order of the pairs. A header given several times is a list,
// which HTTP allows to be joined.
func (d *decoder) list(v value) [][2]string {
	var list [][2]string
	for name, member := range d.pairs(v) {
		if !member.isArray() {
			list = append(list, [2]string{name, d.text(member)})
			continue
		}
		var texts []string
		for item := range d.items(member) {
			texts = append(texts, d.text(item))
		}
		list = append(list, [2]string{name, strings.Join(texts, ",")})
	}
	return list
}

// query reads a query in any form and writes it as one text.
func (d *decoder) query(v value) string {
	if !v.isObject() && !v.isArray() {
		return strings.TrimPrefix(d.text(v), "?")
	}
	var b strings.Builder
	for _, pair := range d.list(v) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(pair[0]))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(pair[1]))
	}
	return b.String()
}

// cookies reads an object, pairs, or a header's text.
func (d *decoder) cookies(v value) [][2]string {
	if !v.isText() {
		return d.list(v)
	}
	var list [][2]string
	for cookie := range strings.SplitSeq(v.text(), ";") {
		name, text, _ := strings.Cut(strings.TrimSpace(cookie), "=")
		if name != "" {
			list = append(list, [2]string{name, text})
		}
	}
	return list
}
