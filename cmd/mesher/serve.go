package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/app"
)

// serve is the server's command.
type serve struct {
	Bind            string        `env:"MESHER_BIND" placeholder:"ADDRESS" help:"Address of this machine to serve on, if not on all."`
	WSPort          int           `name:"ws-port" env:"MESHER_WS_PORT" placeholder:"PORT" help:"Port for WebSockets alone, which the other takes as well; else 8081, or any free one if that is taken."`
	AdminAddr       string        `env:"MESHER_ADMIN_ADDR" placeholder:"ADDRESS" help:"Where operators ask for metrics and health; else 127.0.0.1:8082, or any free port if that is taken."`
	HTTPSCert       string        `name:"https-cert" env:"MESHER_HTTPS_CERT" placeholder:"FILE" help:"Certificate with which the port speaks HTTPS, and those that vouch for it; it may be replaced at any time."`
	HTTPSKey        string        `name:"https-key" env:"MESHER_HTTPS_KEY" placeholder:"FILE" help:"Its key."`
	RateLimit       int           `env:"MESHER_RATE_LIMIT" default:"1000" placeholder:"EVENTS" help:"Events a minute that a project may send; 0: any number (${default})."`
	SpoolMax        size          `env:"MESHER_SPOOL_MAX" default:"1GB" placeholder:"SIZE" help:"How much may wait on the disk for a database that can't be reached (${default})."`
	SMTPURL         string        `name:"smtp-url" env:"MESHER_SMTP_URL" placeholder:"URL" help:"Server that takes alerts by mail, smtp://user:password@host:587 or smtps://."`
	MailFrom        string        `env:"MESHER_MAIL_FROM" placeholder:"ADDRESS" help:"Who that mail is from."`
	WebhookNetworks []network     `env:"MESHER_WEBHOOK_NETWORKS" placeholder:"NETWORK" help:"Private networks that webhooks may reach, such as 10.1.0.0/16; else only public addresses."`
	TrustedProxies  []network     `env:"MESHER_TRUSTED_PROXIES" placeholder:"NETWORK" help:"Networks of the proxies whose X-Forwarded-For names the client, such as 10.0.0.0/24; else clients are who connects."`
	Drain           time.Duration `env:"MESHER_DRAIN" default:"0s" placeholder:"DURATION" help:"How long to go on serving when told to stop, while /readyz says not ready, for a load balancer to find out (${default})."`
	node            `embed:""`
}

// Validate is called by kong when all settings are known.
func (s serve) Validate() error {
	if s.WSPort < 0 || s.WSPort > 65535 {
		return fmt.Errorf("--ws-port must be from 0 to 65535, not %d", s.WSPort)
	}
	if s.RateLimit < 0 {
		return fmt.Errorf("--rate-limit must be 0 or more, not %d", s.RateLimit)
	}
	return nil
}

// Run serves until the process is told to stop; told again, it stops at once.
func (s serve) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	ctx, listen := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer listen()
	context.AfterFunc(ctx, listen)
	config, err := s.config(p, log)
	if err != nil {
		return err
	}
	config.Greeting = stdout
	return app.Run(ctx, config)
}

// config returns the settings for the app.
func (s serve) config(p *program, log *slog.Logger) (app.Config, error) {
	config, err := p.config(log)
	if err != nil {
		return config, err
	}
	limit := s.RateLimit
	if limit == 0 {
		limit = -1 // the app's zero is its default
	}
	if config.Cluster, err = s.node.config(); err != nil {
		return config, err
	}
	config.Bind, config.WSPort, config.AdminAddr = s.Bind, s.WSPort, s.AdminAddr
	config.HTTPSCert, config.HTTPSKey = s.HTTPSCert, s.HTTPSKey
	config.RateLimit, config.SpoolMax = limit, int64(s.SpoolMax)
	config.Drain = s.Drain
	config.SMTP, config.MailFrom = mesher.SecretOf(s.SMTPURL), s.MailFrom
	config.WebhookNetworks, config.TrustedProxies = prefixes(s.WebhookNetworks), prefixes(s.TrustedProxies)
	return config, nil
}
