package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"time"

	"github.com/mesh-actors/mesh/mesher/app"
)

// exporting is the command that writes a database to a file.
type exporting struct {
	File string `arg:"" help:"What to write; it must not be there yet."`
	JSON bool   `name:"json" help:"Answer in JSON."`
}

// Help returns the text of export --help beside the flags.
func (exporting) Help() string {
	return "The file has organisations, accounts, keys, issues, events, counts, rules and alerts, under their ids; sign-ins stay behind. " +
		"It is the database as it was at one moment: to move, stop the server first, or what comes in later stays behind. " +
		"Until it is whole its name ends with .unfinished; after an interruption run the same command again, and it goes on. " +
		"It holds hashes of passwords and secrets of webhooks: keep it as you keep the database."
}

// Run exports, with progress on standard error.
func (e exporting) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	return p.copying(log, stdout, e.JSON, "exported", func(ctx context.Context, c app.Config, report func(app.Copied)) error {
		return app.Export(ctx, c, e.File, report)
	})
}

// importing is the command that fills a database.
type importing struct {
	File string `arg:"" optional:"" help:"What mesher export wrote."`
	From string `placeholder:"DATABASE" help:"Instead of a file, a database: the file of an embedded one, such as mesher-data/mesher.db, or a postgres:// URL."`
	JSON bool   `name:"json" help:"Answer in JSON."`
}

// Help returns the text of import --help beside the flags.
func (importing) Help() string {
	return "The database that --database-url or --data-dir leads to must be empty. To move from the embedded database to PostgreSQL: stop the server, run\n\n" +
		"mesher import --database-url=postgres://… --from=mesher-data/mesher.db\n\n" +
		"and start it with the same --database-url. Back, the other way round. " +
		"After an interruption run the same command again, and it goes on; until then no server starts on the database. " +
		"At the end rows and counts are compared, and the status is 0 only when they are equal."
}

// Run imports, with progress on standard error.
func (i importing) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	switch {
	case i.File == "" && i.From == "":
		return errors.New("say what to import: a file, or a database with --from")
	case i.File != "" && i.From != "":
		return fmt.Errorf("which is it to be: the file %s, or the database of --from?", i.File)
	}
	return p.copying(log, stdout, i.JSON, "imported, and counted again", func(ctx context.Context, c app.Config, report func(app.Copied)) error {
		if i.From != "" {
			return app.ImportFrom(ctx, c, i.From, report)
		}
		return app.Import(ctx, c, i.File, report)
	})
}

// A copied is the answer of export and import.
type copied struct {
	Rows    int64   `json:"rows"`
	Events  int64   `json:"events"`
	Seconds float64 `json:"seconds"`
}

// copying copies a database and reports the progress.
func (p *program) copying(log *slog.Logger, stdout io.Writer, asJSON bool, done string,
	do func(context.Context, app.Config, func(app.Copied)) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	config, err := p.config(log)
	if err != nil {
		return err
	}
	start, shown, last := time.Now(), newProgress(os.Stderr, "rows"), app.Copied{}
	err = do(ctx, config, func(c app.Copied) {
		last = c
		if c.Rows == c.Before {
			shown.passOver(time.Now(), c.Rows)
			return
		}
		shown.at(time.Now(), c.Rows, c.All, c.Table)
	})
	shown.end()
	if err != nil && ctx.Err() != nil {
		return errors.New("interrupted; run the same command again to go on")
	}
	if err != nil {
		return err
	}
	took := time.Since(start)
	said := fmt.Sprintf("%d events, %d rows in all, were %s in %s", last.Events, last.Rows, done, took.Round(time.Second/10))
	return answer{copied{last.Rows, last.Events, took.Seconds()}, [][]string{{said}}}.print(stdout, asJSON)
}
