package sentry

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// Key returns the project's key in a request: from X-Sentry-Auth, from
// Authorization, or from the query, which is all that browsers can set. The first
// place that has one wins. It is empty if there is none; an envelope may still
// have one in its header, see [KeyOfDSN].
//
// In a header it may be written as "Sentry sentry_key=…, sentry_version=7", as
// "Bearer …", as the user of "Basic …", or alone.
func Key(header http.Header, query url.Values) string {
	for _, name := range [...]string{"X-Sentry-Auth", "Authorization"} {
		for _, text := range header.Values(name) {
			if key := keyOfHeader(text); key != "" {
				return key
			}
		}
	}
	return strings.TrimSpace(query.Get("sentry_key"))
}

func keyOfHeader(text string) string {
	text = strings.TrimSpace(text)
	scheme, rest, _ := strings.Cut(text, " ")
	switch strings.ToLower(scheme) {
	case "sentry":
		return keyOfList(rest)
	case "bearer":
		return strings.TrimSpace(rest)
	case "basic":
		return keyOfBasic(rest)
	}
	// Some proxies and hand-written clients leave the scheme out.
	if strings.Contains(text, "sentry_key=") {
		return keyOfList(text)
	}
	if strings.ContainsAny(text, " =,") {
		return ""
	}
	return text
}

// keyOfList reads "sentry_version=7, sentry_key=…".
func keyOfList(list string) string {
	for field := range strings.SplitSeq(list, ",") {
		name, text, _ := strings.Cut(strings.TrimSpace(field), "=")
		if strings.TrimSpace(name) == "sentry_key" {
			return strings.Trim(strings.TrimSpace(text), `"`)
		}
	}
	return ""
}

func keyOfBasic(encoded string) string {
	pair, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return ""
	}
	key, _, _ := strings.Cut(string(pair), ":")
	return key
}

// KeyOfDSN returns the key in a DSN: https://key@host/1 or
// https://key:secret@host/1. It is empty if there is none.
func KeyOfDSN(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return ""
	}
	return u.User.Username()
}
