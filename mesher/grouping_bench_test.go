package mesher

import (
	"fmt"
	"testing"
)

func BenchmarkGroupingOf(b *testing.B) {
	deep := func(n int) *Event {
		var frames []string
		for i := range n {
			mark := "+"
			if i%3 == 0 {
				mark = "-"
			}
			frames = append(frames, fmt.Sprintf("%scom.acme.shop.service%d|Service.java|lambda$handle$%d:%d", mark, i, i, i))
		}
		return raised("com.acme.PaymentException", "could not charge order 550e8400-e29b-41d4-a716-446655440000 for 12.50 at 10.0.0.7", frames...)
	}
	for _, c := range []struct {
		name  string
		event *Event
	}{
		{"10 frames", deep(10)},
		{"40 frames", deep(40)},
		{"value", raised("E", deep(0).Exceptions[0].Value)},
		{"message", said("User 42 failed at 10.0.0.7 after 15ms")},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				GroupingOf(c.event)
			}
		})
	}
}
