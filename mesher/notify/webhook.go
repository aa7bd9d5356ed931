package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// maxAnswer is how many bytes of a receiver's answer are read, so that the
// receiver sees it taken; the content is ignored.
const maxAnswer = 64 << 10

// newClient makes a client for addresses that strangers typed.
func newClient(c Config) *http.Client {
	dialer := &net.Dialer{Timeout: c.Timeout, Resolver: c.Resolver, Control: guard{c.AllowNetworks}.control}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would make the connections in our place, unguarded
			DialContext:            dialer.DialContext,
			TLSClientConfig:        c.TLS.Clone(),
			TLSHandshakeTimeout:    c.Timeout,
			DisableKeepAlives:      true, // each connection passes the guard
			DisableCompression:     true,
			MaxResponseHeaderBytes: maxAnswer,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Signature returns the Mesher-Signature header for a body sent at a time, in
// seconds since 1970.
func Signature(secret mesher.Secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

func (n *Notifier) post(ctx context.Context, a mesher.Action, notice mesher.Notice) error {
	body, err := json.Marshal(n.payload(notice))
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader(body))
	if err != nil {
		return errors.New("the rule's url is no address")
	}
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Mesher")
	r.Header.Set("Mesher-Delivery", notice.Delivery.String())
	r.Header.Set("Mesher-Timestamp", timestamp)
	r.Header.Set("Mesher-Signature", Signature(a.Secret, timestamp, body))

	answer, err := n.client.Do(r)
	if err != nil {
		return n.refused(err)
	}
	defer answer.Body.Close()
	io.CopyN(io.Discard, answer.Body, maxAnswer) // only the status matters
	switch answer.StatusCode / 100 {
	case 2:
		return nil
	case 3:
		return fmt.Errorf("the receiver answered %d, and redirects are not followed", answer.StatusCode)
	}
	return fmt.Errorf("the receiver answered %d", answer.StatusCode)
}

// refused says why there was no answer. It leaves out the address, as those of
// some receivers are secrets themselves, and the DNS server, which is the
// installation's own.
func (n *Notifier) refused(err error) error {
	if errors.Is(err, errGuarded) {
		return errGuarded
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %v", n.config.Timeout)
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		if e.IsNotFound {
			return fmt.Errorf("there is no host %s", e.Name)
		}
		return fmt.Errorf("the host %s can't be looked up", e.Name)
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return err
}
