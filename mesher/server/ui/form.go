package ui

import "net/url"

// A Form is what a form on a page contains: what is stored, or, if it was refused,
// what was typed. Passwords and other secrets are never filled in again. A page with
// a problem begins at the form that has it: its first field has the focus.
type Form struct {
	Values  url.Values // by field name
	Problem string     // why it was refused; empty: it was not
}

// Value is what stands in a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }
