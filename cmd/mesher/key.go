package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/app"
)

// key is the command about the keys with which programs send.
type key struct {
	List   keyList   `cmd:"" help:"List a project's keys."`
	Create keyCreate `cmd:"" help:"Make a key."`
	Revoke keyRevoke `cmd:"" help:"Make a key useless. A server that runs notices within ten seconds."`
}

// A listedKey is a key as commands print it.
type listedKey struct {
	ID    uuid.UUID `json:"id"`
	Value string    `json:"key_value"`
	DSN   string    `json:"dsn"`
	Label string    `json:"label"`
	Good  bool      `json:"good"`
}

func listed(desk *app.Desk, k mesher.Key) listedKey {
	return listedKey{k.ID, k.Value, desk.DSN(k), k.Label, k.RevokedAt.IsZero()}
}

type keyList struct {
	Project string `default:"1" placeholder:"PROJECT" help:"Number or slug (${default})."`
	JSON    bool   `name:"json" help:"Answer in JSON."`
}

// Run lists the keys, oldest first.
func (l keyList) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		project, err := desk.Project(ctx, l.Project)
		if err != nil {
			return err
		}
		keys, err := desk.KeysOf(ctx, project.ID)
		if err != nil {
			return err
		}
		list, rows := []listedKey{}, [][]string{{"ID", "LABEL", "STATE", "DSN"}}
		for _, k := range keys {
			state := "good"
			if !k.RevokedAt.IsZero() {
				state = "revoked"
			}
			list = append(list, listed(desk, k))
			rows = append(rows, []string{k.ID.String(), k.Label, state, desk.DSN(k)})
		}
		return answer{list, rows}.print(stdout, l.JSON)
	})
}

type keyCreate struct {
	Project string `default:"1" placeholder:"PROJECT" help:"Number or slug (${default})."`
	Label   string `default:"Key" placeholder:"LABEL" help:"By which people tell keys apart (${default})."`
	JSON    bool   `name:"json" help:"Answer in JSON."`
}

// Run makes a key.
func (c keyCreate) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		label, err := mesher.ParseName("the label", c.Label)
		if err != nil {
			return err
		}
		project, err := desk.Project(ctx, c.Project)
		if err != nil {
			return err
		}
		k, err := desk.CreateKey(ctx, project.ID, label)
		if err != nil {
			return err
		}
		return answer{listed(desk, k), [][]string{{"Key", k.Value}, {"DSN", desk.DSN(k)}}}.print(stdout, c.JSON)
	})
}

type keyRevoke struct {
	ID   string `arg:"" help:"As key list shows it."`
	JSON bool   `name:"json" help:"Answer in JSON."`
}

// Run revokes a key; a second time it changes nothing.
func (c keyRevoke) Run(p *program, log *slog.Logger, stdout io.Writer) error {
	id, err := uuid.Parse(c.ID)
	if err != nil {
		return fmt.Errorf("%q is not the id of a key: mesher key list shows them", c.ID)
	}
	return p.atDesk(log, app.OpenDesk, func(ctx context.Context, desk *app.Desk) error {
		if err := desk.RevokeKey(ctx, id); err != nil {
			return err
		}
		return answer{map[string]string{"status": "ok"}, [][]string{{fmt.Sprintf("key %s is revoked", id)}}}.print(stdout, c.JSON)
	})
}
