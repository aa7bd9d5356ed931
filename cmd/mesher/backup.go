package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher/app"
)

// backup is the command that copies the database.
type backup struct {
	File string `arg:"" help:"What to write; it must not be there yet."`
	JSON bool   `name:"json" help:"Answer in JSON."`
}

// Help returns the text of backup --help beside the flags.
func (backup) Help() string {
	return "The copy is the embedded database as it was at one moment; the server may run. It is read again before the command ends well. " +
		"Events that wait in the spool, for a database that was away, are not in it: they are in the folder spool beside the database.\n\n" +
		"To restore: stop the server, move mesher.db, mesher.db-wal and mesher.db-shm out of the data folder, put the copy there as mesher.db, and start the server.\n\n" +
		"For a PostgreSQL database it copies nothing and says which command does; pg_restore restores what that wrote."
}

// Run copies, with progress on standard error.
func (b backup) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	config, err := p.config(log)
	if err != nil {
		return err
	}
	shown := newProgress(os.Stderr, "pages")
	made, err := app.Backup(ctx, config, b.File, func(done, all int) { shown.at(time.Now(), int64(done), int64(all), "") })
	shown.end()
	if err != nil {
		return err
	}
	rows := [][]string{{made.File + " is a copy of the database, and was read again"}}
	if made.Command != nil {
		rows = [][]string{{"The database is on a server, whose own tool copies it:"}, {"  " + strings.Join(made.Command, " ")}}
	}
	if made.Waiting > 0 {
		rows = append(rows, []string{fmt.Sprintf("The spool has %d bytes, which are not in the copy", made.Waiting)})
	}
	return answer{made, rows}.print(stdout, b.JSON)
}
