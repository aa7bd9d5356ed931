//go:build !linux && !darwin && !freebsd

package doctor

import "errors"

// Free is not known on this system.
func Free(string) (int64, error) {
	return 0, errors.New("how much is free is not known on this system")
}
