package server

import "testing"

func TestWhereToGoAfterSigningIn(t *testing.T) {
	for next, want := range map[string]string{
		"/projects/shop/issues?cursor=1": "/projects/shop/issues?cursor=1",
		"":                               "/",
		"issues":                         "/",
		"//evil.example":                 "/",
		"/\\evil.example":                "/",
		"/\t/evil.example":               "/",
		"https://evil.example/":          "/",
		"javascript:alert(1)":            "/",
		"/%zz":                           "/",
	} {
		if got := pathOfOurs(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}
