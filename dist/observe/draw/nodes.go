package draw

import (
	"io"
	"slices"
	"strings"

	"github.com/mesh-actors/mesh/dist/observe"
)

// Nodes draws a survey, with a column for each figure that programs add.
func Nodes(to io.Writer, reports []observe.Report) error {
	var figures []string
	for _, r := range reports {
		for _, f := range r.Figures {
			if !slices.Contains(figures, f.Name) {
				figures = append(figures, f.Name)
			}
		}
	}
	headings := []string{"NODE", "STATUS", "VERSION", ">UPTIME", ">PROCESSES", ">WAITING", ">MEMORY"}
	for _, name := range figures {
		headings = append(headings, heading(name, reports))
	}
	t := tableOf(headings...)
	for _, r := range reports {
		if r.Err != nil {
			t.add(r.Name, r.Status())
			continue
		}
		row := []string{r.Name, r.Status(), r.Version, span(r.Uptime), count(r.Processes), count(r.Waiting), size(r.Memory)}
		for _, name := range figures {
			row = append(row, figure(r.Figure(name)))
		}
		t.add(row...)
	}
	if err := t.write(to); err != nil {
		return err
	}
	for _, r := range reports {
		if r.Err != nil {
			if _, err := io.WriteString(to, printable(r.Name+": "+r.Err.Error())+"\n"); err != nil {
				return err
			}
		}
	}
	return nil
}

// heading aligns a figure's column to the right, unless it is a text on some node.
func heading(name string, reports []observe.Report) string {
	h := strings.ToUpper(strings.NewReplacer("_per_s", "/s", "_", " ").Replace(name))
	if slices.ContainsFunc(reports, func(r observe.Report) bool { return r.Figure(name).Text != "" }) {
		return h
	}
	return ">" + h
}

func figure(f observe.Figure) string {
	switch {
	case f.Name == "":
		return none
	case f.Text != "":
		return f.Text
	}
	return number(f.Number)
}
