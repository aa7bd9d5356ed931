package main

import (
	"encoding/json"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/ops/doctor"
)

func TestDoctor(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	t.Setenv("MESHER_DATA_DIR", t.TempDir()+"/data")
	for _, c := range []struct {
		args   []string
		status int
		wrong  string // the only thing that is wrong
		says   string
	}{
		{nil, 0, "", ""},
		{[]string{"--bind=127.0.0.1", "--http-port=" + port}, 1, "HTTP port", "in use"},
		{[]string{"--database-url=postgres://ann:hunter2@127.0.0.1:1/x"}, 1, "database", "127.0.0.1:1/x"},
		{[]string{"--database-url=mysql://ann:hunter2@db/x"}, 1, "configuration", "postgres://"},
		{[]string{"--data-dir=/dev/null/x"}, 1, "data folder", "/dev/null"},
		{[]string{"--smtp-url=smtp://ann:hunter2@127.0.0.1:1", "--mail-from=mesher@example.com"}, 1, "mail", "127.0.0.1:1"},
		{[]string{"--send-mail-to=ada@example.com"}, 1, "mail", "not set up"},
		{[]string{"--cookie-file=/none"}, 1, "configuration", "/none"},
	} {
		out := ask(t, c.status, append([]string{"doctor", "--http-port=0", "--json"}, c.args...)...)
		var found []doctor.Finding
		if err := json.Unmarshal([]byte(out), &found); err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if f.State == doctor.Wrong && (f.Subject != c.wrong && c.wrong != "data folder" || f.Subject == c.wrong && !strings.Contains(f.Says, c.says)) {
				t.Errorf("%v: %+v", c.args, f)
			}
		}
		if doctor.IsWell(found) != (c.wrong == "") || strings.Contains(out, "hunter2") {
			t.Errorf("%v: %s", c.args, out)
		}
	}
	if out := ask(t, 0, "doctor", "--http-port=0"); !strings.Contains(out, "ok") || !strings.Contains(out, "SQLite") {
		t.Errorf("it says\n%s", out)
	}
}
