// Command mesher is the error tracker: a server that takes the errors that
// programs report, and the commands that go with it. `mesher help` lists them.
package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/app"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// program is the command line: every setting is a flag and an environment
// variable, and the flag wins.
type program struct {
	Serve   serve         `cmd:"" default:"withargs" help:"Run the server. This is what mesher alone does."`
	Send    send          `cmd:"" help:"Send a sample error to a running server."`
	Load    load          `cmd:"" help:"Send many events, and measure how they are answered."`
	Setup   setup         `cmd:"" help:"Make the first account, without a browser."`
	Project project       `cmd:"" help:"List and make projects."`
	Key     key           `cmd:"" help:"List, make and revoke the keys that programs send with."`
	User    user          `cmd:"" help:"List, make and remove accounts, and replace passwords."`
	Migrate migrate       `cmd:"" help:"Bring the database's tables up to date, or say what is to be done."`
	Backup  backup        `cmd:"" help:"Copy the embedded database while it runs."`
	Demo    demonstration `cmd:"" help:"Fill a project with weeks of made-up data."`
	Doctor  diagnosis     `cmd:"" help:"Look what is the matter with the installation, and say what to do."`
	Export  exporting     `cmd:"" help:"Write all that the database holds to a file."`
	Import  importing     `cmd:"" help:"Fill an empty database from such a file, or from another database."`
	Cluster cluster       `cmd:"" help:"Look into the nodes of a cluster that runs."`
	Version version       `cmd:"" help:"Say which version this is."`

	DataDir      string `group:"common" env:"MESHER_DATA_DIR" default:"./mesher-data" placeholder:"FOLDER" help:"Folder of everything that is kept (${default})."`
	DatabaseURL  string `group:"common" name:"database-url" env:"MESHER_DATABASE_URL" placeholder:"URL" help:"PostgreSQL database, postgres://user:password@host:5432/name, if not the embedded one."`
	DatabasePool int    `group:"common" env:"MESHER_DATABASE_POOL" default:"10" placeholder:"CONNECTIONS" help:"Connections to PostgreSQL at most, 2 or more (${default})."`
	HTTPPort     int    `group:"common" name:"http-port" env:"MESHER_HTTP_PORT" default:"8080" placeholder:"PORT" help:"Port of the pages and of the API; 0: any free one (${default})."`
	PublicURL    string `group:"common" name:"public-url" env:"MESHER_PUBLIC_URL" placeholder:"URL" help:"Where clients reach the server, if not where it listens."`
	logging      `embed:""`
}

// Validate is called by kong when all settings are known.
func (p *program) Validate() error {
	if p.HTTPPort < 0 || p.HTTPPort > 65535 {
		return fmt.Errorf("--http-port must be from 0 to 65535, not %d", p.HTTPPort)
	}
	return nil
}

// config returns the settings that every command passes to the app.
func (p *program) config(log *slog.Logger) (app.Config, error) {
	public, err := p.publicURL()
	return app.Config{
		DataDir: p.DataDir, DatabaseURL: mesher.SecretOf(p.DatabaseURL), DatabasePool: p.DatabasePool,
		HTTPPort: p.HTTPPort, PublicURL: public, Log: log,
	}, err
}

func (p *program) publicURL() (*url.URL, error) {
	if p.PublicURL == "" {
		return nil, nil
	}
	u, err := url.Parse(p.PublicURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("--public-url must be an address such as https://errors.example.com, not " + p.PublicURL)
	}
	return u, nil
}

// run is the program without the process around it. The status is 0 only if the
// command did what it was asked to.
func run(args []string, stdout, stderr io.Writer) (status int) {
	helped := false
	var p program
	parser, err := kong.New(&p,
		kong.Name("mesher"),
		kong.Description("Mesher collects the errors of your programs and groups them into issues."),
		kong.ExplicitGroups([]kong.Group{{Key: "common", Title: "Common to all commands:"}}),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }), // kong exits for --help, else it returns errors
		kong.BindTo(stdout, (*io.Writer)(nil)),
	)
	if err != nil {
		panic(err) // the struct above is wrong
	}
	if len(args) > 0 && args[0] == "help" {
		args = append(args[1:len(args):len(args)], "--help")
	}
	command, err := parser.Parse(args)
	if helped {
		return 0
	}
	if err != nil && len(args) > 0 && !strings.HasPrefix(args[0], "-") && !isCommand(parser.Model, args[0]) {
		err = fmt.Errorf("there is no command %s: mesher help lists them", args[0])
	}
	if err == nil {
		err = p.run(command, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "mesher:", err)
		return 1
	}
	return 0
}

// isCommand reports whether a word is one of the commands.
func isCommand(model *kong.Application, word string) bool {
	return slices.ContainsFunc(model.Children, func(n *kong.Node) bool { return n.Name == word })
}

func (p *program) run(command *kong.Context, stderr io.Writer) error {
	log, err := p.logger(stderr)
	if err != nil {
		return err
	}
	for _, name := range strangers(command.Model.Node, os.Environ()) {
		log.Warn("the environment has something that is no setting of mesher: is it misspelt? mesher serve --help lists them", "variable", name)
	}
	// For packages of others; our own are given the logger.
	slog.SetDefault(log)
	return command.Run(p, log)
}
