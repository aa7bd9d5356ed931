package wire_test

import (
	"fmt"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Deposit is the message type of this example.
type Deposit struct {
	Account string
	Cents   int64
}

// A value goes from one node to another, as the payload of a frame.
func Example() {
	ada, bob := new(wire.Types), new(wire.Types)
	for _, node := range []*wire.Types{ada, bob} {
		if err := wire.Register[Deposit](node, "bank.Deposit"); err != nil {
			fmt.Println(err)
			return
		}
	}
	toBob, fromAda := wire.NewTable(ada), wire.NewTable(bob)
	toBob.Learn(bob.Names(0)) // what each says when they meet
	fromAda.Learn(ada.Names(0))

	// Ada's process 7 sends to Bob's process 9.
	frame := wire.Begin(nil, wire.KindSend)
	frame = wire.Send{From: 7, To: 9}.Append(frame)
	frame, err := toBob.Append(frame, Deposit{"savings", 500})
	if err != nil || !wire.End(frame, 0) {
		fmt.Println("refused or too long for a frame:", err)
		return
	}

	// Bob reads a frame and finds the value.
	f, _, _, err := wire.Split(frame, wire.MaxFrame)
	if err != nil {
		fmt.Println(err)
		return
	}
	var m wire.Send
	if err := m.Decode(f.Payload); err != nil {
		fmt.Println(err)
		return
	}
	v, err := fromAda.Decode(m.Body)
	fmt.Printf("%v from %d to %d: %+v %v\n", f.Kind, m.From, m.To, v, err)

	_, err = toBob.Append(nil, struct{ Done chan bool }{})
	fmt.Println(err)
	// Output:
	// send from 7 to 9: {Account:savings Cents:500} <nil>
	// struct { Done chan bool }.Done cannot travel: it is a chan
}

// Two nodes do the handshake, here without a connection.
func ExampleInitiate() {
	cookie, err := wire.NewCookie("a secret that all nodes of a cluster share")
	if err != nil {
		fmt.Println(err)
		return
	}
	config := func(name string) wire.HandshakeConfig {
		return wire.HandshakeConfig{
			Self:    wire.Identity{Node: actor.Node{Name: name, Incarnation: 1}},
			Cookies: []wire.Cookie{cookie},
			Binding: []byte("what TLS exports for the connection"),
		}
	}
	ada, frame, err := wire.Initiate(config("ada@10.0.0.1:4369"))
	if err != nil {
		fmt.Println(err)
		return
	}
	bob, err := wire.Accept(config("bob@10.0.0.2:4369"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for to, other := bob, ada; len(frame) > 0; to, other = other, to {
		f, _, _, err := wire.Split(frame, wire.MaxEarlyFrame)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(f.Kind)
		if frame, err = to.Step(f); err != nil {
			fmt.Println(err)
			return
		}
	}
	session, done := bob.Done()
	fmt.Println(session.Peer.Node.Name, session.Version, done)
	// Output:
	// hello
	// challenge
	// knock
	// welcome
	// enter
	// confirm
	// ada@10.0.0.1:4369 1 true
}
