package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/app"
)

// serve is the server's command.
type serve struct {
	Bind         string `env:"MESHER_BIND" placeholder:"ADDRESS" help:"Address of this machine to serve on, if not on all."`
	HTTPPort     int    `name:"http-port" env:"MESHER_HTTP_PORT" default:"8080" placeholder:"PORT" help:"Port of the pages and of the API; 0: any free one (${default})."`
	DatabaseURL  string `name:"database-url" env:"MESHER_DATABASE_URL" placeholder:"URL" help:"PostgreSQL database, postgres://user:password@host:5432/name, if not the embedded one."`
	DatabasePool int    `env:"MESHER_DATABASE_POOL" default:"10" placeholder:"CONNECTIONS" help:"Connections to PostgreSQL at most, 2 or more (${default})."`
	RateLimit    int    `env:"MESHER_RATE_LIMIT" default:"1000" placeholder:"EVENTS" help:"Events a minute that a project may send; 0: any number (${default})."`
	SpoolMax     size   `env:"MESHER_SPOOL_MAX" default:"1GB" placeholder:"SIZE" help:"How much may wait on the disk for a database that can't be reached (${default})."`
	PublicURL    string `name:"public-url" env:"MESHER_PUBLIC_URL" placeholder:"URL" help:"Where clients reach this server, if not where it listens."`
}

// Validate is called by kong when all settings are known.
func (s serve) Validate() error {
	if s.HTTPPort < 0 || s.HTTPPort > 65535 {
		return fmt.Errorf("--http-port must be from 0 to 65535, not %d", s.HTTPPort)
	}
	if s.RateLimit < 0 {
		return fmt.Errorf("--rate-limit must be 0 or more, not %d", s.RateLimit)
	}
	_, err := s.publicURL()
	return err
}

func (s serve) publicURL() (*url.URL, error) {
	if s.PublicURL == "" {
		return nil, nil
	}
	u, err := url.Parse(s.PublicURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("--public-url must be an address such as https://errors.example.com, not " + s.PublicURL)
	}
	return u, nil
}

// Run serves until the process is told to stop; told twice, it stops at once.
func (s serve) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	ctx, listen := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer listen()
	context.AfterFunc(ctx, listen)
	public, err := s.publicURL()
	if err != nil {
		return err
	}
	limit := s.RateLimit
	if limit == 0 {
		limit = -1 // the app's zero is its default
	}
	return app.Run(ctx, app.Config{
		Bind: s.Bind, HTTPPort: s.HTTPPort, DataDir: p.DataDir,
		DatabaseURL: mesher.SecretOf(s.DatabaseURL), DatabasePool: s.DatabasePool,
		RateLimit: limit, SpoolMax: int64(s.SpoolMax), PublicURL: public,
		Greeting: stdout, Log: log,
	})
}
