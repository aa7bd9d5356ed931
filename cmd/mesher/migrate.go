package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/mesh-actors/mesh/mesher/app"
)

// migrate is the command that brings the database's tables up to date.
type migrate struct {
	Check bool `help:"Only say what would be done; the status is 1 when there is something to do, or when a newer program made tables that this one can't use."`
	JSON  bool `name:"json" help:"Answer in JSON."`
}

// Help returns the text of migrate --help beside the flags.
func (migrate) Help() string {
	return "The server does this as it starts. To upgrade nodes one after the other, run it once with the new program; nodes of the version before go on meanwhile. " +
		"Each step is a transaction: a command that is killed is simply run again."
}

// Run migrates. There is no deadline: a step may have to go over every event.
func (m migrate) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	config, err := p.config(log)
	if err != nil {
		return err
	}
	ctx := context.Background()
	if m.Check {
		s, err := app.SchemaOf(ctx, config)
		if err != nil {
			return err
		}
		if err := printSchema(stdout, s, m.JSON, "to be taken"); err != nil {
			return err
		}
		switch {
		case s.Refused != "":
			return fmt.Errorf("the tables of %s can't be used: %s", s.Database, s.Refused)
		case len(s.Pending) > 0:
			return fmt.Errorf("the tables of %s are of version %d, and this program wants %d", s.Database, s.Version, s.Latest)
		}
		return nil
	}
	before, err := app.Migrate(ctx, config)
	if err != nil {
		return err
	}
	return printSchema(stdout, before, m.JSON, "taken")
}

// printSchema prints the steps between two versions.
func printSchema(stdout io.Writer, s app.Schema, asJSON bool, done string) error {
	rows := [][]string{{fmt.Sprintf("%s: version %d of %d", s.Database, s.Version, s.Latest)}}
	switch {
	case len(s.Pending) > 0:
		rows[0][0] = fmt.Sprintf("%s: from version %d to %d", s.Database, s.Version, s.Latest)
	case s.Newer && s.Refused == "":
		rows[0][0] = fmt.Sprintf("%s: version %d, by a newer program; this one knows %d and goes on beside it", s.Database, s.Version, s.Latest)
	}
	for _, step := range s.Pending {
		rows = append(rows, []string{done + ": " + step})
	}
	return answer{s, rows}.print(stdout, asJSON)
}
