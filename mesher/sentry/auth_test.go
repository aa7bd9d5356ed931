package sentry

import (
	"net/http"
	"net/url"
	"testing"
)

func TestKey(t *testing.T) {
	const key = testKey
	h := func(pairs ...string) http.Header {
		header := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			header.Add(pairs[i], pairs[i+1])
		}
		return header
	}
	for _, c := range []struct {
		about  string
		header http.Header
		query  string
		want   string
	}{
		{"nothing", nil, "", ""},
		{"as SDKs do", h("X-Sentry-Auth", "Sentry sentry_version=7, sentry_client=x/1, sentry_key="+key), "", key},
		{"small letters, no blanks", h("X-Sentry-Auth", "sentry sentry_key="+key+",sentry_version=7"), "", key},
		{"with a secret", h("X-Sentry-Auth", "Sentry sentry_key="+key+", sentry_secret=abc"), "", key},
		{"the secret first", h("X-Sentry-Auth", "Sentry sentry_secret=abc, sentry_key="+key), "", key},
		{"without its scheme", h("X-Sentry-Auth", "sentry_version=7, sentry_key="+key), "", key},
		{"alone", h("X-Sentry-Auth", key), "", key},
		{"alone, with blanks", h("X-Sentry-Auth", "  "+key+" "), "", key},
		{"bearer", h("X-Sentry-Auth", "Bearer "+key), "", key},
		{"authorization", h("Authorization", "Sentry sentry_key="+key), "", key},
		{"authorization, bearer", h("Authorization", "bearer "+key), "", key},
		{"authorization, alone", h("Authorization", key), "", key},
		{"basic", h("Authorization", "Basic bXNocl8wMTIzOg=="), "", "mshr_0123"},
		{"basic with a secret", h("Authorization", "Basic bXNocl8wMTIzOnNlY3JldA=="), "", "mshr_0123"},
		{"query", nil, "sentry_version=7&sentry_key=" + key, key},
		{"the first of several", h("X-Sentry-Auth", "Sentry sentry_key=first", "Authorization", "Bearer second"), "sentry_key=third", "first"},
		{"a header without a key", h("X-Sentry-Auth", "Sentry sentry_version=7"), "sentry_key=" + key, key},
		{"two headers of one name", h("X-Sentry-Auth", "Sentry sentry_version=7", "X-Sentry-Auth", "Sentry sentry_key="+key), "", key},
		{"basic that is none", h("Authorization", "Basic ???"), "", ""},
		{"another scheme", h("Authorization", "Digest username=\"x\""), "", ""},
		{"an empty bearer", h("Authorization", "Bearer "), "", ""},
		{"an empty key", h("X-Sentry-Auth", "Sentry sentry_key="), "", ""},
	} {
		query, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := Key(c.header, query); got != c.want {
			t.Errorf("%s: got %q, want %q", c.about, got, c.want)
		}
	}
}

func TestKeyOfDSN(t *testing.T) {
	for dsn, want := range map[string]string{
		"https://" + testKey + "@errors.example/1":          testKey,
		"https://" + testKey + ":secret@errors.example/p/1": testKey,
		"https://errors.example/1":                          "",
		"":                                                  "",
		"://":                                               "",
	} {
		if got := KeyOfDSN(dsn); got != want {
			t.Errorf("KeyOfDSN(%q) = %q, want %q", dsn, got, want)
		}
	}
}
