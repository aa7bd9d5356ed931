package access_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// The first account sets up the installation, and makes a token for a program
// that is to do less than its owner.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "mesher")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	store, err := sqlstore.Open(ctx, filepath.Join(folder, "mesher.db"))
	if err != nil {
		panic(err)
	}
	defer store.Close()
	project, _, err := store.Bootstrap(ctx)
	if err != nil {
		panic(err)
	}

	gate := access.New(access.Config{Store: store})
	ada := access.Newcomer{Email: "ada@example.com", Name: "Ada", Password: "correct horse battery"}
	in, err := gate.SetUpHere(ctx, ada, "Engines", "", access.Client{})
	if err != nil {
		panic(err)
	}
	_, secret, err := gate.CreateToken(ctx, in.Asker, "nightly report", mesher.MemberRole)
	if err != nil {
		panic(err)
	}

	program, err := gate.Token(ctx, secret)
	if err != nil {
		panic(err)
	}
	fmt.Println(program.Account.Name, gate.Need(ctx, program, project.OrgID, mesher.MemberRole))
	fmt.Println(gate.Need(ctx, program, project.OrgID, mesher.AdminRole))
	// Output:
	// Ada <nil>
	// this needs the role admin; yours is member
}
