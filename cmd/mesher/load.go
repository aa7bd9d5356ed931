package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/app"
	"github.com/mesh-actors/mesh/mesher/ops"
)

// load is the command that sends many events, and measures the outcome.
type load struct {
	DSN         []string      `name:"dsn" sep:"none" placeholder:"DSN" help:"Where to send, once for each node or project: each client goes round them; else to the server that runs on the data folder."`
	Token       string        `env:"MESHER_TOKEN" placeholder:"TOKEN" help:"API token to read with, for --check."`
	Rate        float64       `default:"0" help:"Events a second; 0: as fast as they are answered (${default})."`
	Duration    time.Duration `default:"10s" help:"How long (${default})."`
	Concurrency int           `default:"64" help:"Clients, each with a connection of its own to each server (${default})."`
	Size        size          `default:"2KB" help:"Of an event (${default})."`
	Issues      int           `default:"100" help:"Issues that the events belong to; 0: each is an issue of its own (${default})."`
	Retry       time.Duration `default:"0" help:"How long an event is sent again, under the same id, to the next DSN with the same key, where one can't be reached, answers 502 to 504, or 429 with a time to wait. Latency is that of all tries, and an event that failed in the end makes the command fail. 0: never, and failures are counted (${default})."`
	Check       bool          `help:"Read back what was accepted, from any of the servers, and fail if anything is missing or doubled."`
	Patience    time.Duration `default:"60s" help:"How long --check waits for what is not there yet (${default})."`
	JSON        bool          `name:"json" help:"Answer in JSON."`
}

// Run sends, with progress on stderr and the report on stdout.
func (l load) Run(p *program, stdout io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if l.Check && l.Token == "" {
		return errors.New("--check reads back what was sent, and needs an API token for that: --token or MESHER_TOKEN")
	}
	to, err := l.destinations(p.DataDir)
	if err != nil {
		return err
	}
	issues := l.Issues
	if issues == 0 {
		issues = -1 // the load's zero is its default
	}
	report, err := ops.Load{
		To: to, Rate: l.Rate, Duration: l.Duration, Concurrency: l.Concurrency, Size: int(l.Size), Issues: issues,
		Retry: l.Retry, Check: l.Check, Token: mesher.SecretOf(l.Token), Patience: l.Patience, Progress: os.Stderr,
	}.Run(ctx)
	if err != nil {
		return err
	}
	if err := l.print(stdout, report); err != nil {
		return err
	}
	if report.Missing > 0 || report.Duplicates > 0 {
		return fmt.Errorf("of %d events that were accepted %d are missing, and %d are there more than once", report.Answered, report.Missing, report.Duplicates)
	}
	if l.Retry > 0 && report.Failed > 0 {
		return fmt.Errorf("of %d events %d were taken by nobody, each tried for %v", report.Sent, report.Failed, l.Retry)
	}
	return nil
}

func (l load) destinations(dataDir string) (to []ops.Destination, err error) {
	dsns := l.DSN
	if len(dsns) == 0 {
		dsn, err := app.LocalDSN(dataDir)
		if err != nil {
			return nil, err
		}
		dsns = []string{dsn}
	}
	for _, dsn := range dsns {
		d, err := ops.ParseDSN(dsn)
		if err != nil {
			return nil, err
		}
		to = append(to, d)
	}
	return to, nil
}

func (l load) print(stdout io.Writer, r ops.Report) error {
	if l.JSON {
		return json.NewEncoder(stdout).Encode(r)
	}
	fmt.Fprintf(stdout, "%d sent: %d accepted (%.0f/s), %d refused, %d not answered; %d times one was sent again\nanswered within %.1f ms (half of them), %.1f ms (99%%)\n",
		r.Sent, r.Answered, r.Rate, r.Refused, r.Errors, r.Retried, r.P50, r.P99)
	if !l.Check {
		return nil
	}
	_, err := fmt.Fprintf(stdout, "%d stored, %d missing, %d stored more than once\n", r.Stored, r.Missing, r.Duplicates)
	return err
}
