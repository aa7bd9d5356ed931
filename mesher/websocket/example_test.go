package websocket_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/mesh-actors/mesh/mesher/websocket"
)

func Example() {
	ctx := context.Background()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, 1<<10)
		if err != nil {
			return // Accept has answered
		}
		defer conn.Close()
		if message, err := conn.Read(ctx); err == nil {
			conn.Write(ctx, append([]byte("you said "), message...))
		}
	}))
	defer server.Close()

	conn, err := websocket.Dial(ctx, server.URL, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Abort()
	if err := conn.Write(ctx, []byte("hello")); err != nil {
		fmt.Println(err)
		return
	}
	answer, err := conn.Read(ctx)
	fmt.Printf("%s %v\n", answer, err)
	_, err = conn.Read(ctx)
	fmt.Println(err)
	// Output:
	// you said hello <nil>
	// EOF
}
