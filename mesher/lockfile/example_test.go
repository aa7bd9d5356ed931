package lockfile_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/mesh-actors/mesh/mesher/lockfile"
)

func ExampleTake() {
	folder, err := os.MkdirTemp("", "data")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	mine, err := lockfile.Take(folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer mine.Release()
	_, err = lockfile.Take(folder)
	fmt.Println(errors.Is(err, lockfile.ErrTaken))
	// Output: true
}
