package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"

	"github.com/mesh-actors/mesh/mesher/app"
	"github.com/mesh-actors/mesh/mesher/ops/doctor"
)

// diagnosis is the command that looks for what is wrong. It takes the settings of
// the server.
type diagnosis struct {
	serve      `embed:""`
	SendMailTo string `placeholder:"ADDRESS" help:"Send a test message there."`
	JSON       bool   `name:"json" help:"Answer in JSON."`
}

// Help returns the text of doctor --help beside the flags.
func (diagnosis) Help() string {
	return "It takes the flags and the environment of the server, and may run beside it. It changes nothing. The status is 1 when something is wrong; warnings leave it 0."
}

// Run examines the installation, and prints a line about each thing.
func (d diagnosis) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var found []doctor.Finding
	config, err := d.serve.config(p, log)
	if err != nil {
		found = []doctor.Finding{{Subject: "configuration", State: doctor.Wrong, Says: err.Error()}}
	} else {
		found = app.Examine(ctx, config, d.SendMailTo)
	}
	var rows [][]string
	for _, f := range found {
		rows = append(rows, []string{string(f.State), f.Subject, f.Says})
		if f.Do != "" {
			rows = append(rows, []string{"", "", "→ " + f.Do})
		}
	}
	if err := (answer{found, rows}).print(stdout, d.JSON); err != nil {
		return err
	}
	if !doctor.IsWell(found) {
		return errors.New("something is wrong")
	}
	return nil
}
