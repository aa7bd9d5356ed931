package main

import (
	"bytes"
	"strings"
	"testing"
)

// A person at the machine adds, helps and removes people.
func TestUsers(t *testing.T) {
	t.Setenv("MESHER_DATA_DIR", t.TempDir())
	ask(t, 1, "user", "create", "--email=eve@example.com", "--generate") // before anybody owns it
	ask(t, 0, "setup", "--email=ada@example.com", "--password=correct horse battery", "--org=Engines")

	if out := fed(t, "a long password\n", "user", "create", "--email=Bob@example.com", "--name=Bob", "--role=admin"); !strings.Contains(out, "bob@example.com has an account") {
		t.Errorf("it says %s", out)
	}
	var eve, again, reset userDone
	read(t, &eve, "user", "create", "--email=eve@example.com", "--generate", "--json")
	if !eve.Created || len(eve.Password) < 20 {
		t.Errorf("eve got %+v", eve)
	}
	read(t, &again, "user", "create", "--email=eve@example.com", "--role=owner", "--generate", "--json")
	if again.Created || again.Password != "" || again.ID != eve.ID {
		t.Errorf("eve joined again as %+v", again)
	}
	read(t, &reset, "user", "password", "eve@example.com", "--generate", "--json")
	if reset.Password == "" || reset.Password == eve.Password {
		t.Errorf("eve's new password: %+v", reset)
	}
	var all []listedUser
	read(t, &all, "user", "list", "--json")
	if len(all) != 3 || all[1].Email != "bob@example.com" || all[1].Roles["engines"] != "admin" || all[2].Roles["engines"] != "owner" {
		t.Errorf("the people are %+v", all)
	}
	ask(t, 0, "user", "remove", "ada@example.com") // eve owns it by now
	if out := ask(t, 0, "user", "list"); strings.Contains(out, "ada@") || !strings.Contains(out, "admin of engines") {
		t.Errorf("the people are\n%s", out)
	}
	for _, args := range [][]string{
		{"user", "remove", "eve@example.com"}, {"user", "remove", "nobody@example.com"}, {"user", "password", "nobody@example.com", "--generate"},
		{"user", "create", "--email=x", "--generate"}, {"user", "create", "--email=x@example.com", "--role=king", "--generate"},
		{"user", "create", "--email=x@example.com", "--password=short"}, {"user", "create", "--email=x@example.com"},
	} {
		ask(t, 1, args...)
	}
}

// fed is ask for a command that reads its input.
func fed(t *testing.T, input string, args ...string) string {
	t.Helper()
	c := command(args...)
	var stderr bytes.Buffer
	c.Stdin, c.Stderr = strings.NewReader(input), &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("mesher %v: %v: %s", args, err, &stderr)
	}
	return string(out)
}
