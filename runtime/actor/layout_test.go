package actor

import (
	"testing"
	"unsafe"
)

// The fields that senders write, those that the process writes and those rarely
// written are in three separate cache lines.
func TestLayout(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("the layout is for 64-bit machines")
	}
	var p Process
	for what, at := range map[string][2]uintptr{
		"the process's first":           {64, unsafe.Offsetof(p.mailbox) + unsafe.Offsetof(p.mailbox.out)},
		"the third line":                {128, unsafe.Offsetof(p.bonds)},
		"the end, a multiple of a line": {192, unsafe.Sizeof(p)},
	} {
		if at[0] != at[1] {
			t.Errorf("%s is at %d, want %d", what, at[1], at[0])
		}
	}
}
