package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A size is a number of bytes, written as 500MB or 2 GB. The units are binary:
// 1 KB is 1024 bytes.
type size int64

// units is in the order in which suffixes are tried: all of them end in B.
var units = []struct {
	suffix string
	bytes  int64
}{{"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}, {"TB", 1 << 40}, {"B", 1}, {"", 1}}

// UnmarshalText reads a size greater than zero.
func (s *size) UnmarshalText(text []byte) error {
	written := strings.ToUpper(string(text))
	for _, u := range units {
		number, ok := strings.CutSuffix(written, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err != nil || n <= 0 || n > math.MaxInt64/u.bytes {
			break
		}
		*s = size(n * u.bytes)
		return nil
	}
	return fmt.Errorf("%q is no size such as 500MB or 2GB", text)
}
