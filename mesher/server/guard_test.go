package server

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A change that adds a route, or lets others call one, has to change the list in
// testdata as well, where a reviewer sees it.
func TestWhoMayAskForWhat(t *testing.T) {
	list, err := os.ReadFile(filepath.Join("testdata", "routes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range new(world).server().Routes() {
		got = append(got, fmt.Sprintf("%-8s %-7s %s", r.Who, r.Method, r.Path))
	}
	slices.Sort(got)
	want := strings.Split(strings.TrimSpace(string(list)), "\n")
	for _, route := range got {
		if !slices.Contains(want, route) {
			t.Errorf("there is %s, which is not in the list", route)
		}
	}
	for _, route := range want {
		if !slices.Contains(got, route) {
			t.Errorf("there is no %s, which is in the list", route)
		}
	}
}

func TestARouteWithoutAGuardIsRefused(t *testing.T) {
	defer func() {
		if said := fmt.Sprint(recover()); said != "server: nobody said who may ask for GET /secrets" {
			t.Errorf("it was registered: %s", said)
		}
	}()
	s := new(world).server()
	s.register("GET /secrets", guarded{handler: s.getHealth})
}
