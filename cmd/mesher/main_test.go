package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// asMesher names the variable that makes the test program the real one.
const asMesher = "TEST_AS_MESHER"

// Clients reach a test's server without the proxy that this machine may need for
// other hosts.
func TestMain(m *testing.M) {
	for _, name := range []string{"NO_PROXY", "no_proxy"} { // some programs look for one, some for the other
		os.Setenv(name, os.Getenv(name)+",localhost,127.0.0.1")
	}
	if os.Getenv(asMesher) != "" {
		main()
	}
	os.Exit(m.Run())
}

func TestBadSettings(t *testing.T) {
	for _, c := range []struct {
		args []string
		env  string // NAME=value
		says []string
	}{
		{args: []string{"--http-port", "65536"}, says: []string{"--http-port", "65535"}},
		{args: []string{"--http-port", "http"}, says: []string{"--http-port", "http"}},
		{env: "MESHER_HTTP_PORT=-1", says: []string{"--http-port", "-1"}},
		{args: []string{"--ws-port", "65536"}, says: []string{"--ws-port", "65535"}},
		{args: []string{"--rate-limit=-1"}, says: []string{"--rate-limit", "-1"}},
		{env: "MESHER_RATE_LIMIT=many", says: []string{"MESHER_RATE_LIMIT", "many"}},
		{args: []string{"--public-url", "errors.example.com"}, says: []string{"--public-url", "https://"}},
		{env: "MESHER_PUBLIC_URL=ftp://example.com", says: []string{"--public-url", "ftp://"}},
		{args: []string{"--log-level", "loud"}, says: []string{"--log-level", "debug"}},
		{env: "MESHER_LOG_FORMAT=xml", says: []string{"--log-format", "json"}},
		{args: []string{"--database-url", "mysql://ann:hunter2@db/x"}, says: []string{"database URL", "postgres://"}},
		{env: "MESHER_DATABASE_URL=postgres://ann:hunter2@[db", says: []string{"database URL", "postgres://"}},
		{args: []string{"--database-url", "postgres://ann:hunter2@db/x", "--database-pool=1"}, says: []string{"pool", "2"}},
		{args: []string{"--bind", "192.0.2.1"}, says: []string{"192.0.2.1", "--bind"}},
		{args: []string{"dance"}, says: []string{"no command dance", "mesher help"}},
		{args: []string{"dance", "--json"}, says: []string{"no command dance"}},
		{args: []string{"user", "dance"}, says: []string{"dance"}},
		{args: []string{"key", "revoke", "mine"}, says: []string{`"mine" is not the id of a key`, "mesher key list"}},
		{args: []string{"import"}, says: []string{"a file", "--from"}},
		{args: []string{"import", "a.dump", "--from=b.db"}, says: []string{"a.dump", "--from"}},
		{args: []string{"--webhook-networks=10.0.0.0/8,10.1"}, says: []string{"--webhook-networks", `"10.1" is no network such as 10.1.0.0/16`}},
		{args: []string{"--webhook-networks=10.1.2.3"}, says: []string{"10.1.2.3/32"}},
		{env: "MESHER_TRUSTED_PROXIES=10.0.0.1", says: []string{"MESHER_TRUSTED_PROXIES", "10.0.0.1/32"}},
		{args: []string{"send", "--dsn", "nowhere"}, says: []string{"DSN", "mshr_"}},
		{args: []string{"send"}, says: []string{"no Mesher is running", "--dsn"}},
		{args: []string{"send", "--dsn", "http://key@127.0.0.1:1/1"}, says: []string{"reach the server", "127.0.0.1:1"}},
	} {
		t.Run(strings.Join(append(c.args, c.env), " "), func(t *testing.T) {
			t.Chdir(t.TempDir())
			if name, value, ok := strings.Cut(c.env, "="); ok {
				t.Setenv(name, value)
			}
			var stdout, stderr bytes.Buffer
			if status := run(c.args, &stdout, &stderr); status != 1 || stdout.Len() > 0 {
				t.Errorf("status %d, stdout %q", status, &stdout)
			}
			if strings.Contains(stderr.String(), "hunter2") {
				t.Errorf("it tells the password: %s", &stderr)
			}
			for _, want := range c.says {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("no word of %q in %q", want, &stderr)
				}
			}
		})
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"serve", "--help"}, &stdout, &stderr); status != 0 || stderr.Len() > 0 {
		t.Errorf("status %d, stderr %q", status, &stderr)
	}
	for _, want := range []string{"MESHER_HTTP_PORT", "MESHER_WS_PORT", "MESHER_DATA_DIR", "MESHER_RATE_LIMIT", "MESHER_LOG_LEVEL", "MESHER_LOG_FORMAT", "MESHER_PUBLIC_URL",
		"MESHER_BIND", "MESHER_DATABASE_URL", "MESHER_DATABASE_POOL", "MESHER_SPOOL_MAX"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no word of %s", want)
		}
	}
}

func TestHelpIsACommandToo(t *testing.T) {
	for _, args := range [][]string{{}, {"send"}, {"key", "revoke"}} {
		var want, got, stderr bytes.Buffer
		run(append(slices.Clone(args), "--help"), &want, &stderr)
		if status := run(append([]string{"help"}, args...), &got, &stderr); status != 0 || got.String() != want.String() || stderr.Len() > 0 {
			t.Errorf("mesher help %v: status %d, %s%s", args, status, &got, &stderr)
		}
	}
}

func TestVersion(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"version"}, &stdout, &stderr); status != 0 || !strings.HasPrefix(stdout.String(), "mesher ") {
		t.Errorf("status %d: %s%s", status, &stdout, &stderr)
	}
	stdout.Reset()
	var b build
	if status := run([]string{"version", "--json"}, &stdout, &stderr); status != 0 || json.Unmarshal(stdout.Bytes(), &b) != nil || b.Go == "" {
		t.Errorf("status %d: %s%s", status, &stdout, &stderr)
	}
}
