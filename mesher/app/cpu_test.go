package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A usage is the CPU time of each of the three that share the machine while
// events come in: the program, its database and the sender. Unlike events per
// second it does not depend on what else the machine does.
type usage struct{ program, database, sender time.Duration }

// usageOf returns the usage until now; all zero if the system does not say. The
// program or the postmaster may be 0: there is none.
func usageOf(program, postmaster int) usage {
	u := usage{sender: usedBy(os.Getpid())}
	if program != 0 {
		u.program = usedBy(program)
	}
	if postmaster != 0 { // whose children would be the system's
		u.database = usedBy(postmaster) + usedByChildren(postmaster)
	}
	return u
}

func (u usage) since(before usage) usage {
	return usage{u.program - before.program, u.database - before.database, u.sender - before.sender}
}

// each returns the usage per event.
func (u usage) each(events float64) usage {
	one := func(d time.Duration) time.Duration { return time.Duration(float64(d) / events) }
	return usage{one(u.program), one(u.database), one(u.sender)}
}

func (u usage) sum() time.Duration { return u.program + u.database + u.sender }

func (u usage) report(b *testing.B) {
	b.ReportMetric(float64(u.program.Nanoseconds())/1e3, "program-µs/event")
	b.ReportMetric(float64(u.database.Nanoseconds())/1e3, "database-µs/event")
	b.ReportMetric(float64(u.sender.Nanoseconds())/1e3, "sender-µs/event")
}

// tick is the unit of times in /proc.
const tick = 10 * time.Millisecond

// A process is a process as /proc/<pid>/stat describes it.
type process struct {
	parent     int
	own, ended time.Duration // of itself, and of ended children
}

func processOf(pid int) (p process, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return p, false
	}
	// After the name, which may contain anything: state and parent, and 10 fields
	// further on the ticks in user and kernel mode, its own and its ended
	// children's.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	n := func(i int) int { n, _ := strconv.Atoi(fields[i]); return n }
	p.parent = n(1)
	p.own, p.ended = time.Duration(n(11)+n(12))*tick, time.Duration(n(13)+n(14))*tick
	return p, true
}

func usedBy(pid int) time.Duration {
	p, _ := processOf(pid)
	return p.own
}

func usedByChildren(parent int) (sum time.Duration) {
	p, _ := processOf(parent)
	sum = p.ended
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, path := range all {
		pid, _ := strconv.Atoi(filepath.Base(path))
		if child, ok := processOf(pid); ok && child.parent == parent {
			sum += child.own
		}
	}
	return sum
}

// postmaster returns the process whose children serve a database.
func postmaster(b *testing.B, url string) int {
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	p, _ := processOf(int(conn.PgConn().PID()))
	return p.parent
}
