package disttest_test

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
)

// A client calls a server while the way to it is cut. Run inside
// testing/synctest, as in a test, the hour until it is mended takes no time.
func Example() {
	network := disttest.New(1, disttest.Line{Delay: time.Millisecond})
	paris, rome := network.Host("paris"), network.Host("rome")

	listener, err := rome.Listen(context.Background(), "rome:80")
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			io.Copy(conn, conn)
		}
	}()

	conn, err := paris.Dial(context.Background(), "rome:80")
	if err != nil {
		fmt.Println(err)
		return
	}
	network.Cut("paris", "rome")
	fmt.Fprint(conn, "Ciao!")

	answer := make([]byte, 5)
	conn.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	_, err = io.ReadFull(conn, answer)
	fmt.Println(err)

	network.Heal()
	conn.SetReadDeadline(time.Time{})
	io.ReadFull(conn, answer)
	fmt.Println(string(answer))
	// Output:
	// read memory paris:32768->rome:80: i/o timeout
	// Ciao!
}
