package app

import (
	"net/http"
	"strings"
	"testing"
)

// A page of another site makes a browser send requests with the cookie of its
// user. None has an effect, whatever the route: neither those that change
// something, nor those that would sign somebody in as another.
func TestNoOtherSiteActs(t *testing.T) {
	town := newTown(t)
	in := post(t, town.base+"/api/v1/login", `{"email":"ada@example.com","password":"correct horse battery"}`, "Content-Type: application/json")
	cookie, _, _ := strings.Cut(in.header.Get("Set-Cookie"), ";")
	if in.status != http.StatusOK || cookie == "" {
		t.Fatalf("sign in: %d %s", in.status, in.body)
	}
	const jsonBody = "Content-Type: application/json"
	if a := post(t, town.base+"/api/v1/orgs", `{"name":"Mine"}`, "Cookie: "+cookie, jsonBody); a.status >= 300 {
		t.Fatalf("her own page is refused: %d %s", a.status, a.body)
	}
	asked := 0
	for _, route := range town.web.Routes() {
		if route.Who == "key" || route.Method != http.MethodPost {
			continue
		}
		url := town.base + town.path(t, route)
		for _, header := range []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.example"} {
			asked++
			if a := post(t, url, "{}", "Cookie: "+cookie, jsonBody, header); a.status != http.StatusForbidden {
				t.Errorf("%s with %s: %d %.100s, want 403", route.Path, header, a.status, a.body)
			}
		}
	}
	if asked < 90 {
		t.Errorf("only %d questions were asked", asked)
	}
}
