package spool_test

import (
	"fmt"
	"os"

	"github.com/mesh-actors/mesh/mesher/spool"
)

func Example() {
	dir, err := os.MkdirTemp("", "spool")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s, err := spool.Open(dir, spool.Config{MaxBytes: 1 << 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()

	// Both are on the disk when this returns.
	if err := s.Append([]byte("first"), []byte("second")); err != nil {
		fmt.Println(err)
		return
	}
	batch, err := s.Take(100, 1<<20)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, record := range batch.Records {
		fmt.Printf("%s\n", record)
	}
	if err := s.Drop(batch); err != nil { // they are safe elsewhere
		fmt.Println(err)
	}
	fmt.Println(s.Held(), "bytes are left")
	// Output:
	// first
	// second
	// 0 bytes are left
}
