package ui

import "testing"

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		n              int64
		count, compact string
	}{
		{0, "0", "0"},
		{999, "999", "999"},
		{1000, "1,000", "1.0k"},
		{12_399, "12,399", "12.3k"},
		{999_999, "999,999", "999k"},
		{1_000_000, "1,000,000", "1.0M"},
		{4_190_000_000, "4,190,000,000", "4.1G"},
		{-1234, "-1,234", "-1234"},
		{-123, "-123", "-123"},
	} {
		if got := count(c.n); got != c.count {
			t.Errorf("count(%d): got %q, want %q", c.n, got, c.count)
		}
		if got := compact(c.n); got != c.compact {
			t.Errorf("compact(%d): got %q, want %q", c.n, got, c.compact)
		}
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 bytes", 1023: "1,023 bytes", 1024: "1.0 KB", 5 << 20: "5.0 MB", 3<<30 + 1<<29: "3.5 GB"} {
		if got := size(bytes); got != want {
			t.Errorf("%d: got %q, want %q", bytes, got, want)
		}
	}
}
