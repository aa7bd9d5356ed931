package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// A Server is a running PostgreSQL server of a test's own.
type Server struct {
	programs  string // the folder of PostgreSQL's programs
	folder    string // of the server
	databases atomic.Int64
	stop      func() // keeps the keeper's input alive: its garbage collection would end the server
}

// keeper makes a server with the settings in its arguments, and keeps it while
// its input is open. It prints "ready", or why there is no server. An interrupt
// ends the test first, and thereby the keeper. Its first argument says how to
// stop: fast, which keeps the folder, or immediate, which leaves nothing.
const keeper = `
stop=$1
shift
exec 3>&1 >keeper.log 2>&1
[ "$stop" = fast ] || trap 'rm -rf "$PWD"' EXIT
trap '' INT TERM HUP
[ -d data ] || initdb -D data -U tester -A trust -E UTF8 --locale=C --no-sync || { cat *.log >&3; exit 1; }
printf '%s\n' "$@" >data/postgresql.auto.conf &&
	pg_ctl start -w -t 600 -D data -l server.log || { cat *.log >&3; exit 1; }
echo ready >&3
read -r _
pg_ctl stop -w -t $([ "$stop" = fast ] && echo 600 || echo 10) -m "$stop" -D data || kill -9 "$(head -n 1 data/postmaster.pid)"`

// Start starts a server, with settings such as "fsync=off" if it should be
// quick rather than careful. It skips the test on a machine without PostgreSQL.
func Start(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	return StartIn(tb, "", settings...)
}

// StartIn starts a server in a folder that is kept when the test ends, and may
// have been used before. An empty name means a temporary folder.
func StartIn(tb testing.TB, folder string, settings ...string) *Server {
	tb.Helper()
	s, err := start(folder, settings)
	if errors.Is(err, errMissing) {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.stop)
	return s
}

var errMissing = errors.New("SKIPPED: PostgreSQL is not on this machine; on Debian: apt-get install postgresql")

// start starts a server, which lives until it is stopped or this process ends.
func start(folder string, settings []string) (s *Server, err error) {
	programs, ok := findPrograms()
	if !ok {
		return nil, errMissing
	}
	mode, kept := "fast", folder != ""
	if !kept {
		mode = "immediate"
		if folder, err = os.MkdirTemp("", "pg"); err != nil { // a socket's path must be short
			return nil, err
		}
	} else if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	s = &Server{programs: programs, folder: folder}
	settings = append([]string{"max_connections = 50"}, settings...) // if a setting is repeated the last one wins
	settings = append(settings, "listen_addresses = ''", "unix_socket_directories = '"+folder+"'")
	keep := s.command("sh", append([]string{"-c", keeper, "keeper", mode}, settings...)...)
	if err := giveAway(folder, keep); err != nil {
		return nil, err
	}
	input, err := keep.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := keep.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := keep.Start(); err != nil {
		return nil, err
	}
	s.stop = func() {
		input.Close()
		keep.Wait() // files that it did not remove do no harm
		if !kept {
			os.RemoveAll(folder)
		}
	}
	if said, err := bufio.NewReader(output).ReadString('\n'); said != "ready\n" {
		rest, _ := io.ReadAll(output)
		s.stop()
		return nil, fmt.Errorf("no server: %s%s%w", said, rest, err)
	}
	return s, nil
}

// Database returns the URL of the database with a name, which is created if it does
// not exist.
func (s *Server) Database(tb testing.TB, name string) string {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), s.url("postgres"))
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(tb.Context())
	var there bool
	err = conn.QueryRow(tb.Context(), "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there)
	if err == nil && !there {
		_, err = conn.Exec(tb.Context(), "CREATE DATABASE "+name)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return s.url(name)
}

// NewDatabase makes an empty database and returns its URL.
func (s *Server) NewDatabase(tb testing.TB) string {
	tb.Helper()
	return s.create(tb, "template1")
}

// Copy makes a copy of another database, to which nobody is connected. That is
// quicker than filling an empty one again.
func (s *Server) Copy(tb testing.TB, database string) string {
	tb.Helper()
	u, err := url.Parse(database)
	if err != nil {
		tb.Fatal(err)
	}
	return s.create(tb, strings.TrimPrefix(u.Path, "/"))
}

func (s *Server) create(tb testing.TB, template string) string {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), s.url("postgres"))
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(tb.Context())
	name := fmt.Sprintf("test_%d", s.databases.Add(1))
	if _, err := conn.Exec(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		tb.Fatal(err)
	}
	return s.url(name)
}

func (s *Server) url(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User("tester"), Path: "/" + database,
		RawQuery: url.Values{"host": {s.folder}}.Encode()}
	return u.String()
}

// Crash ends the server at once, as a kill of all its processes would.
func (s *Server) Crash(tb testing.TB) {
	tb.Helper()
	s.control(tb, "stop", "-m", "immediate")
}

// Restart starts the server after a crash. It returns when the server takes
// connections.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	s.control(tb, "start", "-l", "server.log")
}

func (s *Server) control(tb testing.TB, action ...string) {
	tb.Helper()
	cmd := s.command("pg_ctl", append([]string{"-w", "-t", "600", "-D", "data"}, action...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("pg_ctl %v: %v\n%s", action, err, out)
	}
}

// command returns a command for a program that runs in the server's folder, as
// the user who owns it, and finds PostgreSQL's programs.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	if path := filepath.Join(s.programs, name); isProgram(path) {
		name = path
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = s.folder
	cmd.Env = append(os.Environ(), "PATH="+s.programs+string(filepath.ListSeparator)+os.Getenv("PATH"))
	runAsNobody(cmd)
	return cmd
}

// Log returns the server's log.
func (s *Server) Log(tb testing.TB) []byte {
	tb.Helper()
	said, err := os.ReadFile(filepath.Join(s.folder, "server.log"))
	if err != nil {
		tb.Fatal(err)
	}
	return said
}
