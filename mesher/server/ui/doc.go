// Package ui is Mesher's pages: templates, their style, and the structs that
// say what each page shows.
//
// It promises that whatever came with an event is text on a page: escaped by
// html/template, in a link at most what a list of our own is asked for, and with
// every character that could hide or reorder other text made visible. The pages
// work without scripts; the few there are come from files of our own, under a
// policy that allows no other ([Policy]).
//
// A page is a struct with a Render method; the server fills it and fetches
// nothing further while it renders.
package ui
