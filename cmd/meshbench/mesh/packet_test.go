package mesh

import "testing"

func TestPacket(t *testing.T) {
	sent := packet{[64]byte{0: 1, 63: 2}}
	b, err := sent.AppendBinary([]byte("before"))
	if err != nil || len(b) != len("before")+64 {
		t.Fatalf("%d bytes, error %v", len(b), err)
	}
	var got packet
	if err := got.UnmarshalBinary(b[len("before"):]); err != nil || got != sent {
		t.Errorf("got %v, error %v", got, err)
	}
	if got.UnmarshalBinary(b) == nil {
		t.Error("takes a packet that is too long")
	}
}
