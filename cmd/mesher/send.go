package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/mesh-actors/mesh/mesher/app"
	"github.com/mesh-actors/mesh/mesher/ops"
)

// send is the command that sends a sample error, as any program would.
type send struct {
	DSN  string `name:"dsn" placeholder:"DSN" help:"Where to send; else to the server that runs on the data folder."`
	JSON bool   `name:"json" help:"Answer in JSON."`
}

// A sent is the answer of send.
type sent struct {
	ID      string `json:"id"`
	IssueID string `json:"issue_id"`
	URL     string `json:"url"` // of the issue's page; empty: not known yet
}

// sample is an error as a shop in Python might report it.
//
//go:embed sample.json
var sample []byte

// sendTimeout is long enough for a busy server.
const sendTimeout = 30 * time.Second

// Run sends the sample and prints where to see it.
func (s send) Run(p *program, stdout io.Writer) error {
	dsn := s.DSN
	if dsn == "" {
		var err error
		if dsn, err = app.LocalDSN(p.DataDir); err != nil {
			return err
		}
	}
	to, err := ops.ParseDSN(dsn)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	answer, err := post(ctx, to, sample)
	if err != nil {
		return err
	}
	if s.JSON {
		return json.NewEncoder(stdout).Encode(answer)
	}
	if answer.URL == "" {
		_, err = fmt.Fprintf(stdout, "Sent event %s. It waits to be stored, and has no issue yet.\n", answer.ID)
		return err
	}
	_, err = fmt.Fprintf(stdout, "Sent event %s. See its issue at\n%s\n", answer.ID, answer.URL)
	return err
}

func post(ctx context.Context, to ops.Destination, event []byte) (answer sent, err error) {
	address := to.Events().String()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(event))
	if err != nil {
		return answer, err
	}
	r.Header.Set("X-Sentry-Auth", to.Key)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer, fmt.Errorf("reach the server: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return answer, fmt.Errorf("read the answer: %w", err)
	}
	if response.StatusCode != http.StatusAccepted {
		return answer, refused(response, body)
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return answer, fmt.Errorf("the answer of %s is not that of a Mesher: %w", address, err)
	}
	if answer.IssueID != "" {
		answer.URL = to.Base.JoinPath("issues", answer.IssueID).String()
	}
	return answer, nil
}

// refused returns what the server said instead of taking the event.
func refused(response *http.Response, body []byte) error {
	var said struct{ Error string }
	if json.Unmarshal(body, &said) != nil || said.Error == "" {
		return fmt.Errorf("the server answered %s", response.Status)
	}
	if wait := response.Header.Get("Retry-After"); wait != "" {
		return fmt.Errorf("the server refused the event: %s (in %s s)", said.Error, wait)
	}
	return fmt.Errorf("the server refused the event: %s", said.Error)
}
