package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// A Desk is where a person at the machine manages an installation: directly in
// its database, whether the program runs on it or not. A running program notices
// within seconds.
type Desk struct {
	mesher.Store
	Gate *access.Gate

	key  mesher.Key // of the first project
	base *url.URL   // where clients reach the program
}

// OpenDesk opens the installation that a configuration names. NotFound if there
// is none: a command run in the wrong folder must not make a new one.
func OpenDesk(ctx context.Context, c Config) (*Desk, error) { return openDesk(ctx, c, false) }

// NewDesk is OpenDesk, but makes the installation if there is none yet.
func NewDesk(ctx context.Context, c Config) (*Desk, error) { return openDesk(ctx, c, true) }

func openDesk(ctx context.Context, c Config, makes bool) (*Desk, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	database, err := c.database()
	if err != nil {
		return nil, err
	}
	if !makes {
		if err := database.isInstalled(ctx); err != nil {
			return nil, err
		}
	}
	store, err := sqlstore.Open(ctx, database.address)
	if err != nil {
		return nil, err
	}
	_, key, err := store.Bootstrap(ctx)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &Desk{Store: store, Gate: access.New(access.Config{Store: store, Log: c.Log}), key: key, base: c.base()}, nil
}

// isInstalled returns NotFound if the database has no tables yet.
func (d database) isInstalled(ctx context.Context) error {
	tables, err := sqlstore.Schema(ctx, d.address)
	if err == nil && tables.Version == 0 {
		err = mesher.Errorf(mesher.NotFound, "there is no installation in %s: choose where it is with --data-dir or --database-url, or make one with mesher or mesher setup", d.name)
	}
	return err
}

// base returns where clients reach the program: the configured address, or that
// of a program running on the data folder, else that of the port on which one is
// to be started.
func (c Config) base() *url.URL {
	if c.PublicURL != nil {
		return c.PublicURL
	}
	if dsn, err := LocalDSN(c.DataDir); err == nil {
		if u, err := url.Parse(strings.TrimSpace(dsn)); err == nil {
			return &url.URL{Scheme: u.Scheme, Host: u.Host}
		}
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", strconv.Itoa(cmp.Or(c.HTTPPort, 8080)))}
}

// DSN returns the DSN of a key, for an SDK.
func (d *Desk) DSN(k mesher.Key) string { return k.DSN(d.base) }

// An Installed is the outcome of a set-up.
type Installed struct {
	DSN         string           `json:"dsn"`
	Key         string           `json:"key"`
	ProjectID   mesher.ProjectID `json:"project_id"`
	ProjectSlug string           `json:"project_slug"`
	OrgID       string           `json:"org_id"`
	APIToken    string           `json:"api_token"`
}

// SetUp makes the first account, and a token for its programs. Conflict if there
// is an account.
func (d *Desk) SetUp(ctx context.Context, first access.Newcomer, org, project string) (Installed, error) {
	in, err := d.Gate.SetUpHere(ctx, first, org, project, access.Client{UserAgent: "mesher setup"})
	if err != nil {
		return Installed{}, err
	}
	if err := d.Gate.Logout(ctx, in.Asker); err != nil {
		return Installed{}, err
	}
	_, token, err := d.Gate.CreateToken(ctx, in.Asker, "mesher setup", mesher.OwnerRole)
	if err != nil {
		return Installed{}, err
	}
	p, err := d.Project(ctx, fmt.Sprint(d.key.ProjectID))
	if err != nil {
		return Installed{}, err
	}
	return Installed{d.DSN(d.key), d.key.Value, p.ID, p.Slug, p.OrgID.String(), token.Reveal()}, nil
}

// OnlyOrg returns the organisation of a reference; without one, the organisation
// of the first project if there are no others.
func (d *Desk) OnlyOrg(ctx context.Context, ref string) (uuid.UUID, error) {
	if ref != "" {
		org, err := d.Org(ctx, ref)
		return org.ID, err
	}
	projects, err := d.Projects(ctx)
	if err != nil {
		return uuid.Nil, err
	}
	for _, p := range projects {
		if p.OrgID != projects[0].OrgID {
			return uuid.Nil, mesher.Errorf(mesher.Invalid, "there are several organisations; say which, with --org")
		}
	}
	return projects[0].OrgID, nil
}
