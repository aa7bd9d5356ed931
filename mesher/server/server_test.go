package server

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// running serves on a free port until the test tells it to stop.
func running(t *testing.T, config Config) (address string, stop func(), stopped <-chan error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stoppedc := make(chan error, 1)
	go func() { stoppedc <- New(config).Serve(ctx, l) }()
	return l.Addr().String(), cancel, stoppedc
}

// A request that is running when the server is told to stop is still answered; a
// new one is not accepted.
func TestServeFinishesWhatRuns(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	config := new(world).config()
	config.Ready = func(context.Context) error {
		close(entered)
		<-release
		return nil
	}
	address, stop, stopped := running(t, config)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

	answered := make(chan error, 1)
	go func() {
		resp, err := client.Get("http://" + address + "/readyz")
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				err = errors.New(resp.Status)
			}
		}
		answered <- err
	}()
	<-entered
	stop()
	for { // the listener closes first
		conn, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		conn.Close()
	}
	select {
	case err := <-stopped:
		t.Fatalf("Serve returned %v while a request was running", err)
	default:
	}
	close(release)
	if err := <-answered; err != nil {
		t.Errorf("the running request: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// A request that does not finish in time is cut off, and its context ends.
func TestServeCutsOffWhatDoesNotFinish(t *testing.T) {
	entered, ended := make(chan struct{}), make(chan struct{})
	config := new(world).config()
	config.Grace = time.Millisecond
	config.Ready = func(ctx context.Context) error {
		close(entered)
		<-ctx.Done()
		close(ended)
		return ctx.Err()
	}
	address, stop, stopped := running(t, config)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
	<-entered
	stop()
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
	<-ended
	if _, err := bufio.NewReader(conn).ReadByte(); err == nil {
		t.Error("the connection was answered, want it cut")
	}
}

// A client that does not send what it promised is told so, and holds up nobody.
func TestServeDoesNotWaitForSlowClients(t *testing.T) {
	config := new(world).config()
	config.ReadTimeout = 20 * time.Millisecond
	address, stop, stopped := running(t, config)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nX-Sentry-Auth: "+shopKey.Value+"\r\nContent-Length: 100\r\n\r\n{")
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("got %s, want 400", resp.Status)
	}
	stop()
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestServeSaysWhyItCannot(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := new(world).server().Serve(t.Context(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v, want that the listener is closed", err)
	}
}

func TestNewWantsItsPorts(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a server without ports was made")
		}
	}()
	New(Config{Intake: (*world)(nil), Keys: (*world)(nil)})
}
