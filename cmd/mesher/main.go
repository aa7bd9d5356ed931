// Command mesher is the error tracker: a server that takes in what programs
// report, and the commands that go with it. `mesher --help` lists them.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// program is the command line: every setting is a flag and a variable of the
// environment, and the flag wins.
type program struct {
	Serve   serve   `cmd:"" default:"withargs" help:"Run the server. This is what mesher alone does."`
	Send    send    `cmd:"" help:"Send a sample error to a running server."`
	Version version `cmd:"" help:"Say which version this is."`

	DataDir string `env:"MESHER_DATA_DIR" default:"./mesher-data" placeholder:"FOLDER" help:"Folder of everything that is kept (${default})."`
	logging `embed:""`
}

// run is the program without the process around it. The status is 0 only when
// the command did what it was asked to.
func run(args []string, stdout, stderr io.Writer) (status int) {
	var p program
	exited := false
	parser, err := kong.New(&p,
		kong.Name("mesher"),
		kong.Description("Mesher collects the errors of your programs and groups them into issues."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited, status = true, code }),
		kong.BindTo(stdout, (*io.Writer)(nil)),
	)
	if err != nil {
		panic(err) // the struct above is wrong
	}
	command, err := parser.Parse(args)
	if exited { // help was asked for, and given
		return status
	}
	if err == nil {
		err = p.logging.start(stderr)
	}
	if err == nil {
		err = command.Run(&p)
	}
	if err != nil {
		fmt.Fprintln(stderr, "mesher:", err)
		return 1
	}
	return 0
}
