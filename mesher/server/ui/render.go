package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed templates/*.html
var files embed.FS

// Policy is the Content-Security-Policy of every page: files of our own, and
// nothing that stands in the page itself.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// functions are what templates may call.
var functions = template.FuncMap{
	"count":   count,
	"compact": compact,
	"plural":  plural,
	"size":    size,
	"when":    newMoment,
	"static":  staticPath,
	"select":  func(name string, choices []choice) selection { return selection{name, choices} },
}

// frame is what surrounds every page.
var frame = template.Must(template.New("frame.html").Funcs(functions).
	ParseFS(files, "templates/frame.html", "templates/pieces.html"))

// page reads the templates of one page into its frame.
func page(names ...string) *template.Template {
	t := template.Must(frame.Clone())
	for _, name := range names {
		template.Must(t.ParseFS(files, "templates/"+name))
	}
	return t
}

// render writes a page, whole or not at all.
func render(w io.Writer, t *template.Template, data any) error {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return fmt.Errorf("render a page: %w", err)
	}
	_, err := w.Write(visible(b.Bytes()))
	return err
}
