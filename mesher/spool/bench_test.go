package spool

import "testing"

// BenchmarkAppend is the cost of one event of a typical size when many come at
// once, fsyncs included.
func BenchmarkAppend(b *testing.B) {
	s := open(b, b.TempDir(), Config{MaxBytes: 1 << 40, SegmentBytes: 16 << 20})
	record := make([]byte, 1000)
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.Append(record); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
