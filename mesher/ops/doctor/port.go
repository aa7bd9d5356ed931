package doctor

import (
	"context"
	"fmt"
	"net"
)

// Port checks whether an address can be listened on. running says that the server
// runs; it then has the address.
func Port(ctx context.Context, subject, address string, running bool) Finding {
	if running {
		return Finding{Subject: subject, State: OK, Says: fmt.Sprintf("%s: the server runs", address)}
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return Finding{Subject: subject, State: Wrong, Says: err.Error(), Do: "stop the program that has it, or choose another: mesher serve --help says how"}
	}
	listener.Close()
	return Finding{Subject: subject, State: OK, Says: address + " is free"}
}
