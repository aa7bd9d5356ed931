package alerting_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/alerting"
	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// A printer delivers by printing.
type printer struct{}

func (printer) Send(_ context.Context, to mesher.Action, n mesher.Notice) error {
	fmt.Printf("to %s: %s\n", to.URL, n.Alert.Message)
	return nil
}

// The test button of a rule.
func Example() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	store, err := sqlstore.Open(ctx, filepath.Join(dir, "mesh.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	keeper := lease.New(lease.Config{Store: new(lease.Alone)}) // or the store, in a cluster
	alerts, err := alerting.New(alerting.Config{Store: store, Keeper: keeper, Sender: printer{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	rule, err := mesher.Rule{
		ID: uuid.New(), Name: "new ones", Condition: mesher.Condition{Type: mesher.OnNewIssue}, Cooldown: mesher.DefaultCooldown,
		Action: mesher.Action{Type: mesher.Webhook, URL: "https://example.com/hook"}, Enabled: true, CreatedAt: time.Now(),
	}.Checked()
	if err == nil {
		err = alerts.Test(ctx, rule)
	}
	fmt.Println(err)
	// Output:
	// to https://example.com/hook: A test of the rule new ones
	// <nil>
}
