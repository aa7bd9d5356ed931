package app

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

// An address is where the program can be reached, and the key of its first
// project.
type address struct {
	local  *url.URL
	public *url.URL // nil: the same
	key    mesher.Key
}

// clients returns where clients reach the program.
func (a address) clients() *url.URL { return cmp.Or(a.public, a.local) }

// greet says how to reach the program and how to try it. The command is for a
// shell on this machine. setup is the link for making the first account; empty if
// there is one.
func (a address) greet(w io.Writer, setup string) {
	public := a.clients()
	if setup != "" {
		link := public.JoinPath("setup")
		link.RawQuery = url.Values{"token": {setup}}.Encode()
		setup = "\n  Set it up   " + link.String()
	}
	fmt.Fprintf(w, `
Mesher is running.

  Open it     %s%s
  DSN         %s
  Try it      curl -sS %s/api/v1/events -H 'X-Sentry-Auth: %s' -H 'Content-Type: application/json' -d '{"message": "Hello, Mesher"}'
              mesher send

`, public, setup, a.key.DSN(public), a.local, a.key.Value)
}

// dsnFile returns where a running program leaves its DSN, for commands on the
// same machine.
func dsnFile(dataDir string) string { return filepath.Join(dataDir, "dsn") }

// leave writes the DSN into the data folder, where it stays until remove.
func (a address) leave(dataDir string) error {
	if err := os.WriteFile(dsnFile(dataDir), []byte(a.key.DSN(a.local)+"\n"), 0o600); err != nil {
		return fmt.Errorf("leave the DSN for other commands: %w", err)
	}
	return nil
}

// remove removes what leave wrote, if it was there.
func (a address) remove(dataDir string) { os.Remove(dsnFile(dataDir)) }

// LocalDSN returns the DSN of the program that runs on a data folder of this
// machine.
func LocalDSN(dataDir string) (string, error) {
	b, err := os.ReadFile(dsnFile(dataDir))
	if os.IsNotExist(err) {
		return "", fmt.Errorf("no Mesher is running on the data folder %s: start it with `mesher`, or name its folder with --data-dir, or its DSN with --dsn", dataDir)
	}
	if err != nil {
		return "", fmt.Errorf("find the local DSN: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}
