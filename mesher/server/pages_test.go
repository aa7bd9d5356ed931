package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

func TestHome(t *testing.T) {
	got := get(t, (&world{projects: []mesher.Project{shop}}).server(), "/")
	if got.Code != http.StatusFound || got.Header().Get("Location") != "/projects/shop/issues" {
		t.Errorf("one project: got %d to %q, want to be led to its issues", got.Code, got.Header().Get("Location"))
	}
	got = get(t, (&world{projects: []mesher.Project{shop, till}}).server(), "/")
	page := htmltest.Parse(t, got.Body.String())
	if n := len(page.All(".cards a")); n != 2 {
		t.Errorf("two projects: the page offers %d", n)
	}
	if said := page.All(".cards p")[1].Text(); said != "1 unresolved issue · 2 events in 24 hours" {
		t.Errorf("of the second it says %q", said)
	}
}

// Every page restricts what a browser may do with it.
func TestPageHeaders(t *testing.T) {
	s := new(world).server()
	for _, path := range []string{"/", "/projects/shop/issues", "/nowhere"} {
		h := get(t, s, path).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": ui.Policy,
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "same-origin",
			"Cache-Control":           "private, no-cache",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

// The files that a page refers to exist, with the right type, and may be kept.
func TestStaticFilesOfPages(t *testing.T) {
	s := new(world).server()
	page := htmltest.Parse(t, get(t, s, "/projects/shop/issues").Body.String())
	var paths []string
	for _, n := range append(page.All("link[href]"), page.All("script[src]")...) {
		paths = append(paths, n.Attr("href")+n.Attr("src"))
	}
	if len(paths) != 5 {
		t.Fatalf("the page refers to %q, want an icon, a style and three scripts", paths)
	}
	for _, path := range paths {
		got := get(t, s, path)
		file, _, _ := strings.Cut(path, "?")
		want := map[string]string{"css": "text/css", "svg": "image/svg+xml", "js": "text/javascript"}[file[strings.LastIndex(file, ".")+1:]]
		if got.Code != http.StatusOK || got.Body.Len() == 0 || !strings.HasPrefix(got.Header().Get("Content-Type"), want) {
			t.Errorf("%s: got %d, %d bytes of %q, want %s", path, got.Code, got.Body.Len(), got.Header().Get("Content-Type"), want)
		}
		if !strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s may not be kept: %q", path, got.Header().Get("Cache-Control"))
		}
	}
}

// Clients that take compressed files get them, and the same file as others.
func TestStaticFilesAreCompressed(t *testing.T) {
	s := new(world).server()
	plain := get(t, s, "/static/style.css").Body.String()
	for accepts, want := range map[string]bool{
		"": false, "gzip": true, "gzip, deflate, br, zstd": true, "deflate, GZIP;q=0.5": true, "br": false,
		"gzip;q=0": false, "gzip; q=0.000": false, "x-gzip": false,
	} {
		r := httptest.NewRequest("GET", "/static/style.css", nil)
		r.Header.Set("Accept-Encoding", accepts)
		got := ask(t, s, r)
		content := got.Body.String()
		if want {
			content = gunzipped(t, content)
		}
		if is := got.Header().Get("Content-Encoding") == "gzip"; is != want || content != plain {
			t.Errorf("%q: compressed is %v, want %v", accepts, is, want)
		}
		if got.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: a cache is not told that others may get it otherwise", accepts)
		}
		if want && got.Body.Len() > len(plain)/2 {
			t.Errorf("%q: %d of %d bytes are sent", accepts, got.Body.Len(), len(plain))
		}
	}
}

// The length of a page reveals nothing.
func TestPagesAreNotCompressed(t *testing.T) {
	r := httptest.NewRequest("GET", "/projects/shop/issues?q=guess", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	if got := ask(t, new(world).server(), r); got.Header().Get("Content-Encoding") != "" {
		t.Errorf("it is: %q", got.Header().Get("Content-Encoding"))
	}
}

func TestWelcome(t *testing.T) {
	s := new(world).server()
	for _, c := range []struct{ host, path, want string }{
		{"errors.example:8080", "/projects/shop/issues", "http://mshr_00000000000000000000000000000001@errors.example:8080/1"},
		{"[::1]:8080", "/projects/1/issues", "http://mshr_00000000000000000000000000000001@[::1]:8080/1"},
		{"a';rm -rf ~;'", "/projects/shop/issues", "http://mshr_00000000000000000000000000000001@localhost/1"},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		r.Host = c.host
		page := htmltest.Parse(t, ask(t, s, r).Body.String())
		if got := page.All("pre.copy")[1].Raw(); got != c.want {
			t.Errorf("asked for as %s: the DSN is %q, want %q", c.host, got, c.want)
		}
	}

	// A key that was revoked is of no use.
	page := htmltest.Parse(t, get(t, s, "/projects/till/issues").Body.String())
	if n := len(page.All("pre.copy")); n != 0 || len(page.All(".waiting")) != 1 {
		t.Errorf("a project without a valid key: %d texts to copy, want to wait without any", n)
	}
}
