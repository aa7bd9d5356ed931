//go:build !linux

package dist

func limitUnsent(uintptr, int) {}
