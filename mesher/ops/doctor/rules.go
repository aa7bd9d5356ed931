package doctor

import (
	"fmt"
	"time"
)

// How far clocks may differ. Events are dated by the server's, and leases end by
// the database's.
const (
	someSkew = 2 * time.Second
	muchSkew = time.Minute
)

// Clock judges how far this machine's clock is ahead of the database's.
func Clock(ahead time.Duration) Finding {
	f := Finding{Subject: "clock", State: OK, Says: fmt.Sprintf("%s from the database's", ahead.Abs().Round(time.Millisecond))}
	switch {
	case ahead.Abs() > muchSkew:
		f.State = Wrong
	case ahead.Abs() > someSkew:
		f.State = Warning
	}
	if f.State != OK {
		f.Do = "have both machines set their clocks by the network (NTP)"
	}
	return f
}

// leastFree is the space that a disk must have free for anything to work.
const leastFree = 256 << 20

// Disk judges the free space on the disk of a folder, given how much the spool
// may come to need.
func Disk(folder string, free, spool int64) Finding {
	f := Finding{Subject: "disk", State: OK, Says: fmt.Sprintf("%s free for %s", sizeOf(free), folder)}
	switch {
	case free < leastFree:
		f.State, f.Do = Wrong, "make room, or choose a folder on another disk with --data-dir"
	case free < spool+leastFree:
		f.State, f.Do = Warning, fmt.Sprintf("make room: the spool alone may take %s; or let it take less with --spool-max", sizeOf(spool))
	}
	return f
}

// Schema judges the version of a database's tables: latest is the version that
// this program makes, and oldest the oldest program version that can use the
// tables.
func Schema(version, latest, oldest int64) Finding {
	f := Finding{Subject: "schema", State: OK, Says: fmt.Sprintf("version %d of %d", version, latest)}
	switch {
	case version > latest && oldest > latest:
		f.State, f.Do = Wrong, "a newer program made these tables: use that one"
	case version > latest:
		f.State, f.Do = Warning, "a newer program made these tables: this one goes on beside it, until it is replaced too"
	case version < latest:
		f.State, f.Do = Warning, "the server brings them up to date as it starts, or mesher migrate does"
	}
	return f
}

// sizeOf shows a number of bytes to people.
func sizeOf(bytes int64) string {
	const gb, mb = 1 << 30, 1 << 20
	if bytes >= 10*gb {
		return fmt.Sprintf("%d GB", bytes/gb)
	}
	return fmt.Sprintf("%d MB", bytes/mb)
}
