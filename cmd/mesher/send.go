package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"time"

	"github.com/mesh-actors/mesh/mesher/app"
)

// send is the command that sends a sample error, as any program would.
type send struct {
	DSN  string `name:"dsn" placeholder:"DSN" help:"Where to send; else to the server that runs on the data folder."`
	JSON bool   `name:"json" help:"Answer in JSON."`
}

// A sent is what send answers.
type sent struct {
	ID      string `json:"id"`
	IssueID string `json:"issue_id"`
	URL     string `json:"url"` // of the issue's page
}

// sample is an error as a shop in Python might report it.
//
//go:embed sample.json
var sample []byte

// sendTimeout is long enough for a server that is busy.
const sendTimeout = 30 * time.Second

// Run sends the sample and tells where to see it.
func (s send) Run(p *program, stdout io.Writer) error {
	dsn := s.DSN
	if dsn == "" {
		var err error
		if dsn, err = app.LocalDSN(p.DataDir); err != nil {
			return err
		}
	}
	d, err := parseDSN(dsn)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	answer, err := d.post(ctx, sample)
	if err != nil {
		return err
	}
	if s.JSON {
		return json.NewEncoder(stdout).Encode(answer)
	}
	_, err = fmt.Fprintf(stdout, "Sent event %s. See its issue at\n%s\n", answer.ID, answer.URL)
	return err
}

// A destination is a DSN taken apart.
type destination struct {
	base *url.URL // of the server
	key  string
}

// parseDSN reads scheme://key@host/path/project.
func parseDSN(dsn string) (destination, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User.Username() == "" {
		return destination{}, errors.New("a DSN looks like http://mshr_…@host:8080/1")
	}
	base := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path.Dir(path.Clean(cmp.Or(u.Path, "/")))}
	return destination{base: base, key: u.User.Username()}, nil
}

func (d destination) post(ctx context.Context, event []byte) (answer sent, err error) {
	address := d.base.JoinPath("api/v1/events").String()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(event))
	if err != nil {
		return answer, err
	}
	r.Header.Set("X-Sentry-Auth", d.key)
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
	answer.URL = d.base.JoinPath("issues", answer.IssueID).String()
	return answer, nil
}

// refused is what the server said instead of taking the event.
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
