package sentry_test

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sentry"
)

// What a server does with a request to the envelope endpoint.
func Example() {
	request := strings.NewReader(`{"event_id":"550e8400e29b41d4a716446655440000"}
{"type":"session"}
{"status":"ok"}
{"type":"event"}
{"exception":{"values":[{"type":"ValueError","value":"no user 17"}]},"level":"warn"}
`)
	var d sentry.Decompressor
	body, err := d.Open(request, "identity")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer body.Close()

	envelope, err := sentry.OpenEnvelope(body)
	for err == nil {
		var item sentry.Item
		if item, err = envelope.Next(); err != nil {
			break
		}
		if item.Type != "event" {
			fmt.Println("not kept:", item.Category())
			continue
		}
		var event *mesher.Event
		if event, err = sentry.DecodeEvent(item.Payload, netip.Addr{}); err == nil {
			fmt.Println(event.Level, mesher.GroupingOf(event).Title)
		}
	}
	if err != io.EOF {
		fmt.Println(err)
	}
	// Output:
	// not kept: session
	// warning ValueError: no user 17
}
