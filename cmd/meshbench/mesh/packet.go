package mesh

import (
	"fmt"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// A packet is the small message between nodes. It encodes itself, as a frequent
// message would.
type packet struct{ body [workload.Small]byte }

func (p packet) AppendBinary(b []byte) ([]byte, error) { return append(b, p.body[:]...), nil }

func (p *packet) UnmarshalBinary(b []byte) error {
	if len(b) != len(p.body) {
		return fmt.Errorf("packet of %d bytes", len(b))
	}
	copy(p.body[:], b)
	return nil
}
