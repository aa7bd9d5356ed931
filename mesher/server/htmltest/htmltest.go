// Package htmltest examines pages in tests as a reader would: by their elements
// and the text of these, rather than by bytes.
package htmltest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A Node is an element of a page.
type Node struct{ *html.Node }

// Parse reads a page.
func Parse(t testing.TB, page string) Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatalf("the page cannot be parsed: %v", err)
	}
	return Node{root}
}

// All returns the elements that a selector matches: steps written as tag, .class,
// [attribute] or a combination ("tr.open"), each inside the one before it ("table
// tr").
func (n Node) All(selector string) (found []Node) {
	steps := strings.Fields(selector)
	for d := range n.Descendants() {
		if !matches(d, steps[len(steps)-1]) {
			continue
		}
		rest := steps[:len(steps)-1]
		for up := d.Parent; up != nil && len(rest) > 0; up = up.Parent {
			if matches(up, rest[len(rest)-1]) {
				rest = rest[:len(rest)-1]
			}
		}
		if len(rest) == 0 {
			found = append(found, Node{d})
		}
	}
	return found
}

// One returns the only element that a selector matches; any other number fails t.
func (n Node) One(t testing.TB, selector string) Node {
	t.Helper()
	found := n.All(selector)
	if len(found) != 1 {
		t.Fatalf("%d elements are %q, want one", len(found), selector)
	}
	return found[0]
}

// Text returns the element's text, with runs of blanks as one.
func (n Node) Text() string { return strings.Join(strings.Fields(n.Raw()), " ") }

// Raw returns the element's text unchanged.
func (n Node) Raw() string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// Attr returns the value of an attribute; empty without it.
func (n Node) Attr(name string) string {
	for _, a := range n.Node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// matches reports whether an element matches one step of a selector.
func matches(n *html.Node, step string) bool {
	if n.Type != html.ElementNode {
		return false
	}
	step, attribute, _ := strings.Cut(strings.TrimSuffix(step, "]"), "[")
	tag, class, _ := strings.Cut(step, ".")
	has := func(name string) bool {
		return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	}
	return (tag == "" || n.Data == tag) &&
		(attribute == "" || has(attribute)) &&
		(class == "" || slices.Contains(strings.Fields(Node{n}.Attr("class")), class))
}
