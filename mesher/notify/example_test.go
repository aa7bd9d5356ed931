package notify_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/notify"
)

// A receiver that checks the sender of what it gets.
func Example() {
	secret := mesher.NewSecret("whsec_")
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		good := notify.Signature(secret, r.Header.Get("Mesher-Timestamp"), body) == r.Header.Get("Mesher-Signature")
		fmt.Println("from Mesher:", good)
	}))
	defer receiver.Close()

	n, err := notify.New(notify.Config{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	if err != nil {
		fmt.Println(err)
		return
	}
	action := mesher.Action{Type: mesher.Webhook, URL: receiver.URL, Secret: secret}
	err = n.Send(context.Background(), action, mesher.Notice{Alert: mesher.Alert{Message: "New issue: it broke"}})
	fmt.Println("delivered:", err == nil)
	// Output:
	// from Mesher: true
	// delivered: true
}
