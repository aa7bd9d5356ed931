package sqlite_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// It only takes a path; the folder and the file are made.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "mesher")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	store, err := sqlite.Open(ctx, filepath.Join(folder, "data", "mesher.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	project, key, err := store.Bootstrap(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(project.ID, project.Slug, key.Label)
	// Output: 1 default Default
}
