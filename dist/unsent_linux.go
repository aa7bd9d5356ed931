package dist

import "syscall"

// notSentLowat is TCP_NOTSENT_LOWAT, which package syscall does not name.
const notSentLowat = 25

// limitUnsent bounds what the kernel holds before sending.
func limitUnsent(fd uintptr, bytes int) {
	syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, notSentLowat, bytes)
}
