package ui

import (
	"fmt"
	"strconv"
)

// count writes a number with its thousands apart: 12,345.
func count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// compact writes a number in the room of a few letters: 950, 12.3k, 4.1M. It
// cuts, and so never says more than there is.
func compact(n int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if n < unit.size {
			continue
		}
		if whole := n / unit.size; whole >= 100 {
			return strconv.FormatInt(whole, 10) + unit.name
		}
		tenths := n / (unit.size / 10)
		return fmt.Sprintf("%d.%d%s", tenths/10, tenths%10, unit.name)
	}
	return strconv.FormatInt(n, 10)
}

// plural chooses the word that goes with a number.
func plural(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// size writes a number of bytes: 950 bytes, 12.3 KB, 4.1 MB. Units are binary.
func size(bytes int64) string {
	for _, unit := range []struct {
		shift int
		name  string
	}{{30, "GB"}, {20, "MB"}, {10, "KB"}} {
		if bytes>>unit.shift > 0 {
			return fmt.Sprintf("%.1f %s", float64(bytes)/float64(int64(1)<<unit.shift), unit.name)
		}
	}
	return count(bytes) + " bytes"
}
