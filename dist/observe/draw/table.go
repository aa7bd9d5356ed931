package draw

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A table is rows of cells under their headings.
type table struct {
	headings []string // a leading > marks a column of numbers, aligned to the right
	rows     [][]string
}

func tableOf(headings ...string) *table { return &table{headings: headings} }

// add adds a row; cells that are missing are empty.
func (t *table) add(cells ...string) {
	row := make([]string, len(t.headings))
	for i, cell := range cells {
		row[i] = printable(cell)
	}
	t.rows = append(t.rows, row)
}

const gap = "  "

// write writes the table, each column as wide as its widest cell.
func (t *table) write(to io.Writer) error {
	headings := make([]string, len(t.headings))
	widths := make([]int, len(t.headings))
	right := make([]bool, len(t.headings))
	for i, h := range t.headings {
		headings[i], right[i] = strings.CutPrefix(h, ">")
		widths[i] = utf8.RuneCountInString(headings[i])
	}
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range append([][]string{headings}, t.rows...) {
		line := ""
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if right[i] {
				line += space + cell + gap
			} else {
				line += cell + space + gap
			}
		}
		b.WriteString(strings.TrimRight(line, " "))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// printable returns text without characters that move the cursor or colour the
// terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
