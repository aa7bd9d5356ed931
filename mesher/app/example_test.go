package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/mesh-actors/mesh/mesher/app"
)

func Example() {
	dir, err := os.MkdirTemp("", "mesher")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx, stop := context.WithCancel(context.Background())
	told, greeting := io.Pipe()
	ended := make(chan error)
	go func() {
		ended <- app.Run(ctx, app.Config{DataDir: dir, Greeting: greeting, Log: slog.New(slog.DiscardHandler)})
	}()

	lines := bufio.NewScanner(told)
	for lines.Scan() {
		if name, _, ok := strings.Cut(strings.TrimSpace(lines.Text()), "  "); ok {
			fmt.Println(name)
		}
		if strings.Contains(lines.Text(), "mesher send") {
			break
		}
	}
	stop()
	fmt.Println("stopped:", <-ended)
	// Output:
	// Open it
	// Set it up
	// DSN
	// Try it
	// stopped: <nil>
}
