package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"text/tabwriter"
	"time"

	"github.com/mesh-actors/mesh/mesher/app"
)

// deskTimeout bounds a command that works on the database.
const deskTimeout = time.Minute

// opened is how a command gets a desk: [app.OpenDesk], or [app.NewDesk] for the
// few that may be the first to come.
type opened func(ctx context.Context, c app.Config) (*app.Desk, error)

// atDesk runs do at the desk of the installation, whether the program runs or
// not.
func (p *program) atDesk(log *slog.Logger, open opened, do func(ctx context.Context, desk *app.Desk) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), deskTimeout)
	defer cancel()
	return p.atDeskFor(ctx, log, open, func(desk *app.Desk) error { return do(ctx, desk) })
}

// atDeskFor is atDesk for commands that may take long.
func (p *program) atDeskFor(ctx context.Context, log *slog.Logger, open opened, do func(desk *app.Desk) error) error {
	config, err := p.config(log)
	if err != nil {
		return err
	}
	desk, err := open(ctx, config)
	if err != nil {
		return err
	}
	defer desk.Close()
	return do(desk)
}

// An answer is the output of a command: in JSON, or as rows of words for people.
type answer struct {
	value any
	rows  [][]string
}

func (a answer) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(a.value)
	}
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, row := range a.rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(table, "\t")
			}
			fmt.Fprint(table, cell)
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}
