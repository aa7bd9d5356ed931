package meter

import (
	"math"
	"testing"
	"unsafe"
)

func TestUseStack(t *testing.T) {
	// The stack may move in between, so the least of several tries counts.
	least := math.Inf(1)
	for range 10 {
		top, bottom := here(), uintptr(0)
		UseStack(func() { bottom = here() })
		least = min(least, math.Abs(float64(top)-float64(bottom)))
	}
	if least < 5<<10 || least > 7<<10 {
		t.Errorf("used %.0f bytes of stack, want about 6 KB", least)
	}
}

// here is an address at the end of the stack.
//
//go:noinline
func here() uintptr {
	var b byte
	return uintptr(unsafe.Pointer(&b))
}
