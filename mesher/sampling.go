package mesher

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/google/uuid"
)

// Keeps reports whether sampling keeps an event; of the others only those that
// open an issue are kept. It depends on the id alone, so that an event that is
// sent again is treated alike.
func (s Settings) Keeps(id uuid.UUID) bool {
	if s.SampleRate <= 0 || s.SampleRate >= 1 {
		return true
	}
	sum := sha256.Sum256(id[:]) // ids may count upwards
	const bits = 53             // as many as a float64 has
	place := binary.BigEndian.Uint64(sum[:]) >> (64 - bits)
	return float64(place) < s.SampleRate*(1<<bits)
}
