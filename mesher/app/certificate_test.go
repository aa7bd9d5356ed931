package app

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A papers holds the paths of a certificate and its key.
type papers struct{ cert, key string }

// issue writes a new, self-signed certificate with a serial number.
func (p papers) issue(t *testing.T, serial int64, hosts ...string) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, host)
		}
	}
	raw, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	p.write(t, p.cert, "CERTIFICATE", raw)
	p.write(t, p.key, "PRIVATE KEY", private)
	made, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (p papers) write(t *testing.T, file, kind string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
		t.Fatal(err)
	}
}

func newPapers(t *testing.T) papers {
	dir := t.TempDir()
	return papers{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
}

// A replaced certificate is in use at the next handshake; a half replaced one is
// not.
func TestACertificateIsRenewed(t *testing.T) {
	p := newPapers(t)
	p.issue(t, 1, "localhost")
	var log bytes.Buffer
	c, err := openCertificate(p.cert, p.key, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	want := func(serial int64) {
		t.Helper()
		if got := c.current().Leaf.SerialNumber.Int64(); got != serial {
			t.Errorf("certificate %d is in use, want %d", got, serial)
		}
	}
	want(1)
	if err := os.WriteFile(p.key, []byte("not yet"), 0o600); err != nil {
		t.Fatal(err)
	}
	want(1)
	want(1)
	if n := strings.Count(log.String(), "can't be read"); n != 1 {
		t.Errorf("it is said %d times, want once:\n%s", n, &log)
	}
	p.issue(t, 2, "localhost")
	want(2)
	os.Remove(p.cert)
	want(2)
}

// Clients on this machine are given a name that the certificate covers.
func TestTheNameOfACertificate(t *testing.T) {
	for _, c := range []struct {
		about string
		hosts []string
		want  string
	}{
		{"this machine's address", []string{"errors.example.com", "127.0.0.1"}, "127.0.0.1"},
		{"this machine's name", []string{"errors.example.com", "localhost"}, "localhost"},
		{"a name in the network", []string{"*.example.com", "errors.example.com"}, "errors.example.com"},
		{"none", nil, "127.0.0.1"},
	} {
		p := newPapers(t)
		p.issue(t, 1, c.hosts...)
		cert, err := openCertificate(p.cert, p.key, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if got := cert.host("127.0.0.1"); got != c.want {
			t.Errorf("%s: got %s, want %s", c.about, got, c.want)
		}
	}
}

// Over HTTPS events are taken and people signed in, with a cookie that browsers
// send nowhere else; TLS older than 1.2 and plain HTTP are refused.
func TestHTTPS(t *testing.T) {
	files := newPapers(t)
	roots := x509.NewCertPool()
	roots.AddCert(files.issue(t, 1, "127.0.0.1"))
	p := launch(t, Config{HTTPSCert: files.cert, HTTPSKey: files.key})
	base := p.address.local
	if base.Scheme != "https" || !strings.HasPrefix(p.address.key.DSN(base), "https://") {
		t.Fatalf("it is at %s", base)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	send := func(path, body string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base.JoinPath(path).String(), strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Sentry-Auth", p.address.key.Value)
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer
	}
	if a := send("api/v1/events", `{"message":"x"}`); a.StatusCode != http.StatusAccepted || a.ProtoMajor != 2 {
		t.Errorf("an event got %d over %s", a.StatusCode, a.Proto)
	}
	p.token(t) // makes the account
	login := send("api/v1/login", `{"email":"ada@example.com","password":"correct horse battery"}`)
	cookie := login.Header.Get("Set-Cookie")
	if login.StatusCode != http.StatusOK || !strings.HasPrefix(cookie, "__Host-mesher=") || !strings.Contains(cookie, "; Secure") || !strings.Contains(cookie, "; HttpOnly") {
		t.Errorf("signing in got %d and the cookie %q", login.StatusCode, cookie)
	}

	old := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	if conn, err := tls.Dial("tcp", base.Host, old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 is taken")
	}
	plain := *base
	plain.Scheme = "http"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, plain.JoinPath("healthz").String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := do(r); err != nil || a.status != http.StatusBadRequest {
		t.Errorf("plain HTTP got %d, %v", a.status, err)
	}
}

// A session's cookie is as safe as its connection; over plain HTTP the log says
// so once.
func TestCookies(t *testing.T) {
	public := func(scheme string) *url.URL { return &url.URL{Scheme: scheme, Host: "errors.example.com"} }
	for _, c := range []struct {
		about    string
		public   *url.URL
		header   string
		secure   bool
		warnings int
	}{
		{"plain", nil, "X: y", false, 1},
		{"plain, and known to be", public("http"), "X: y", false, 1},
		{"a proxy that says so", nil, "X-Forwarded-Proto: https", true, 0},
		{"a proxy that does not", public("https"), "X: y", true, 0},
	} {
		t.Run(c.about, func(t *testing.T) {
			var log journal
			p := launch(t, Config{PublicURL: c.public, Log: slog.New(slog.NewTextHandler(&log, nil))})
			p.token(t)
			for range 2 {
				a := post(t, p.address.local.JoinPath("api/v1/login").String(), `{"email":"ada@example.com","password":"correct horse battery"}`, c.header)
				cookie := a.header.Get("Set-Cookie")
				if a.status != http.StatusOK || !strings.Contains(cookie, "; HttpOnly") || !strings.Contains(cookie, "; SameSite=Lax") {
					t.Errorf("got %d and the cookie %q", a.status, cookie)
				}
				if secure := strings.HasPrefix(cookie, "__Host-mesher=") && strings.Contains(cookie, "; Secure"); secure != c.secure {
					t.Errorf("the cookie is %q", cookie)
				}
				cookie, _, _ = strings.Cut(cookie, ";")
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.address.local.JoinPath("api/v1/me").String(), nil)
				if err != nil {
					t.Fatal(err)
				}
				name, value, _ := strings.Cut(c.header, ": ")
				r.Header.Set(name, value)
				r.Header.Set("Cookie", cookie)
				if a, err := do(r); err != nil || a.status != http.StatusOK {
					t.Errorf("the cookie is not known: %d, %v", a.status, err)
				}
			}
			if n := strings.Count(log.String(), "over plain HTTP"); n != c.warnings {
				t.Errorf("there are %d warnings, want %d:\n%s", n, c.warnings, log.String())
			}
		})
	}
}

func TestHTTPSThatCantBe(t *testing.T) {
	p := newPapers(t)
	for _, c := range []Config{{HTTPSCert: p.cert}, {HTTPSKey: p.key}, {HTTPSCert: p.cert, HTTPSKey: p.key}} {
		c.DataDir, c.Log, c.DatabaseURL = t.TempDir(), slog.New(slog.DiscardHandler), mesher.Secret{}
		if err := Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), "MESHER_HTTPS_KEY") {
			t.Errorf("with %+v: %v", c, err)
		}
	}
}
