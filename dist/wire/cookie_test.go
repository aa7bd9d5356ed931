package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestCookieDoesNotPrint(t *testing.T) {
	const secret = "XYZZY-secret"
	c := cookie(t, secret)
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		fmt.Fprintf(&out, verb+" ", c)
		fmt.Fprintf(&out, verb+" ", &c)
		fmt.Fprintf(&out, verb+" ", struct{ inside Cookie }{c})
		fmt.Fprintf(&out, verb+" ", struct{ Inside []Cookie }{[]Cookie{c}})
		fmt.Fprintf(&out, verb+" ", HandshakeConfig{Cookies: []Cookie{c}})
	}
	text := slog.New(slog.NewTextHandler(&out, nil))
	text.Info("a", "cookie", c, "config", HandshakeConfig{Cookies: []Cookie{c}})
	slog.New(slog.NewJSONHandler(&out, nil)).Info("a", "cookie", c, "in", struct{ C Cookie }{c})
	if b, err := json.Marshal(c); err != nil {
		t.Error(err)
	} else {
		out.Write(b)
	}
	printed := out.String()
	for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprint([]byte(secret))} {
		if strings.Contains(printed, form) {
			t.Errorf("it prints as %q in %s", form, printed)
		}
	}
	if !strings.Contains(printed, redacted) {
		t.Errorf("nothing tells that it is a cookie: %s", printed)
	}
}

func TestNewCookie(t *testing.T) {
	if _, err := NewCookie(""); !errors.Is(err, ErrNoCookie) {
		t.Errorf("an empty one: %v", err)
	}
	if c := cookie(t, strings.Repeat("x", StrongCookie)); c.Weak() {
		t.Error("a long one is weak")
	}
	if c := cookie(t, strings.Repeat("x", StrongCookie-1)); !c.Weak() {
		t.Error("a short one is strong")
	}
}
