package ops

import (
	"cmp"
	"errors"
	"net/url"
	"path"
)

// A Destination is where events are sent, and with which key.
type Destination struct {
	Base *url.URL // of the server
	Key  string
}

// ParseDSN reads scheme://key@host/path/project.
func ParseDSN(dsn string) (Destination, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User.Username() == "" {
		return Destination{}, errors.New("a DSN looks like http://mshr_…@host:8080/1")
	}
	base := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path.Dir(path.Clean(cmp.Or(u.Path, "/")))}
	return Destination{Base: base, Key: u.User.Username()}, nil
}

// Events returns the address that takes events in our own format.
func (d Destination) Events() *url.URL { return d.Base.JoinPath("api/v1/events") }
