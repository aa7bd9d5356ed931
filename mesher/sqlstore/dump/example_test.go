package dump_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/mesh-actors/mesh/mesher/sqlstore/dump"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// Fill a database with the content of another.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "mesher")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	var stores []*sqlite.Store
	for _, name := range []string{"old.db", "new.db"} {
		store, err := sqlite.Open(ctx, filepath.Join(folder, name))
		if err != nil {
			log.Fatal(err)
		}
		defer store.Close()
		stores = append(stores, store)
	}
	_, key, err := stores[0].Bootstrap(ctx)
	if err != nil {
		log.Fatal(err)
	}

	if err := dump.Export(ctx, stores[0].Dumped(), dump.NewImporter(stores[1].Dumped(), nil)); err != nil {
		log.Fatal(err)
	}
	_, same, err := stores[1].Bootstrap(ctx)
	fmt.Println(same == key, err)
	// Output: true <nil>
}
