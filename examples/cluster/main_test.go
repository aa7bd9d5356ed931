package main

import (
	"os"
	"slices"
	"testing"
)

// The nodes of the example are this test binary again.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, "-serve") {
		main()
		return
	}
	m.Run()
}

func Example() {
	os.Args = os.Args[:1] // the test's own are not for it
	main()
	// Output:
	// three nodes are connected
	// the name bob is a process on bob
	// bob is killed: his process is gone for noconnection
	// the node bob is down, its name is there: false
	// bob is back, as another process: true
}
