package ops

import "testing"

func TestParseDSN(t *testing.T) {
	for _, c := range []struct{ dsn, base, key string }{
		{"http://k@host/1", "http://host/", "k"},
		{"https://k@host:8443/1", "https://host:8443/", "k"},
		{"https://k:secret@host/errors/eu/12", "https://host/errors/eu", "k"},
		{"http://k@[::1]:8080/1/", "http://[::1]:8080/", "k"},
		{"http://host/1", "", ""},
		{"ftp://k@host/1", "", ""},
		{"http://k@/1", "", ""},
		{"", "", ""},
		{"http://%zz", "", ""},
	} {
		d, err := ParseDSN(c.dsn)
		if c.base == "" {
			if err == nil {
				t.Errorf("%q is a DSN: %v", c.dsn, d)
			}
			continue
		}
		if err != nil || d.Base.String() != c.base || d.Key != c.key {
			t.Errorf("%q: %v, %q, %v; want %s, %q", c.dsn, d.Base, d.Key, err, c.base, c.key)
		}
	}
}
