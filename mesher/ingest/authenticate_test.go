package ingest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

func withKey() *memory {
	store := newMemory()
	store.keys["good"] = grant{mesher.Key{Value: "good", ProjectID: shop.ID}, shop}
	return store
}

func TestKeys(t *testing.T) {
	_, p := start(t, ingest.Config{Store: withKey()})
	for _, value := range []string{"", "bad", strings.Repeat("x", 1000)} {
		_, _, err := p.Authenticate(t.Context(), value)
		mustBe(t, err, mesher.Unauthorized)
	}
	project, key, err := p.Authenticate(t.Context(), "good")
	if err != nil || project != shop || key.Value != "good" {
		t.Errorf("got %v, %v, %v", project, key, err)
	}
}

// A known key costs no query of the database until it is no longer fresh, and
// then a single one.
func TestKnownKeysAreNotAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := withKey()
		_, p := start(t, ingest.Config{Store: store})
		authenticate := func() {
			for range 5 {
				if _, _, err := p.Authenticate(t.Context(), "good"); err != nil {
					t.Fatal(err)
				}
				synctest.Wait() // the ring has heard of it
			}
		}
		authenticate()
		if store.asked != 1 {
			t.Errorf("asked %d times, want once", store.asked)
		}
		time.Sleep(time.Minute)
		authenticate()
		if store.asked != 2 {
			t.Errorf("asked %d times after a minute, want once more", store.asked)
		}
	})
}

func TestAWrongKeyIsAskedForNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := withKey()
		_, p := start(t, ingest.Config{Store: store})
		for range 5 {
			_, _, err := p.Authenticate(t.Context(), "new")
			mustBe(t, err, mesher.Unauthorized)
			synctest.Wait()
		}
		if store.asked != 1 {
			t.Errorf("asked %d times, want once", store.asked)
		}
		store.keys["new"] = store.keys["good"]
		time.Sleep(time.Second)
		if _, _, err := p.Authenticate(t.Context(), "new"); err != nil {
			t.Errorf("a key that was made meanwhile: %v", err)
		}
	})
}

func TestARevokedKeyIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := withKey()
		_, p := start(t, ingest.Config{Store: store})
		if _, _, err := p.Authenticate(t.Context(), "good"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		delete(store.keys, "good")
		time.Sleep(time.Minute)
		for range 2 {
			_, _, err := p.Authenticate(t.Context(), "good")
			mustBe(t, err, mesher.Unauthorized)
			synctest.Wait()
		}
	})
}

// A database that is down or hangs stops no known client, and is no reason to
// call a key wrong.
func TestKeysWithoutTheDatabase(t *testing.T) {
	for _, c := range []struct {
		about string
		onKey func(ctx context.Context) error
	}{
		{"down", func(context.Context) error { return errors.New("connection refused") }},
		{"hanging", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
	} {
		t.Run(c.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := withKey()
				_, p := start(t, ingest.Config{Store: store})
				if _, _, err := p.Authenticate(t.Context(), "good"); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				store.onKey = c.onKey
				for range 3 {
					time.Sleep(time.Hour)
					began := time.Now()
					if _, _, err := p.Authenticate(t.Context(), "good"); err != nil {
						t.Error(err)
					}
					if waited := time.Since(began); waited > time.Second {
						t.Errorf("a known key waited %v for the database", waited)
					}
				}
				_, _, err := p.Authenticate(t.Context(), "other")
				if err == nil || mesher.KindOf(err) == mesher.Unauthorized {
					t.Errorf("an unknown key gets %v", err)
				}
			})
		})
	}
}

// A revocation or change here takes effect with the next event, even if a query
// of the database began before and ends after it.
func TestForgottenAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := withKey()
		_, p := start(t, ingest.Config{Store: store})
		authenticate := func() (mesher.Project, error) {
			project, _, err := p.Authenticate(t.Context(), "good")
			synctest.Wait() // the ring has heard of it
			return project, err
		}
		if _, err := authenticate(); err != nil {
			t.Fatal(err)
		}
		changed := shop
		changed.Settings.RateLimitPerMinute = 7
		store.keys["good"] = grant{mesher.Key{Value: "good", ProjectID: shop.ID}, changed}
		if err := p.Forget(t.Context(), shop.ID); err != nil {
			t.Fatal(err)
		}
		if project, err := authenticate(); err != nil || project != changed {
			t.Errorf("after a change: %+v, %v", project, err)
		}

		// The answer is on its way when the key is revoked.
		if err := p.Forget(t.Context(), shop.ID); err != nil {
			t.Fatal(err)
		}
		answered, goOn := make(chan struct{}), make(chan struct{})
		store.afterKey = func() { close(answered); <-goOn }
		asked := make(chan error)
		go func() {
			_, err := authenticate()
			asked <- err
		}()
		<-answered
		store.afterKey = func() {}
		delete(store.keys, "good")
		if err := p.Forget(t.Context(), shop.ID); err != nil {
			t.Fatal(err)
		}
		close(goOn)
		if err := <-asked; err != nil { // it came before
			t.Error(err)
		}
		_, err := authenticate()
		mustBe(t, err, mesher.Unauthorized)
	})
}
