package postgres_test

import (
	"context"
	"fmt"
	"log"

	"github.com/mesh-actors/mesh/mesher/sqlstore/postgres"
)

// Connect to a server and make the first project, with the key with which
// programs send to it.
func Example() {
	ctx := context.Background()
	store, err := postgres.Open(ctx, "postgres://mesher:secret@db.example.com/mesher")
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	project, key, err := store.Bootstrap(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(project.Slug, key.Value)
}
