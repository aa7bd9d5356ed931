package payload_test

import (
	"fmt"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
)

// An event, as it was and as it is read from storage.
func Example() {
	codec := payload.NewCodec()
	packed, err := codec.Encode(&mesher.Event{Message: "it broke", Tags: map[string]string{"browser": "Firefox"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	event, err := codec.Decode(packed)
	fmt.Println(event.Message, event.Tags, err)
	// Output: it broke map[browser:Firefox] <nil>
}
