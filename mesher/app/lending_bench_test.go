package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/ops"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// BenchmarkLending sends all events, of about 30 KB, to one node, first alone and
// then with two others that help it. Each is limited to a third of a core, so
// that the machine has room for all of them: "x-rate" is how many times as many
// it answers then, "x-p99" the fraction of the time that it takes.
//
//	go test ./mesher/app -run '^$' -bench Lending -benchtime 3x
func BenchmarkLending(b *testing.B) {
	const share = 1.0 / 3
	s := settings{database: pgtest.Start(b).NewDatabase(b), pool: 4, looks: time.Second, threshold: 20}
	start := func(peers string) (child, string) {
		s.dataDir, s.port, s.node, s.peers = b.TempDir(), freePort(b), newNode(b), peers
		c := startServer(b, s)
		hold(b, c, share)
		return c, s.node
	}
	first, name := start("")
	flood := ops.Load{To: destinations(b, first.dsn, tenKeys(b, s.database)), Size: 30 << 10, Duration: 10 * time.Second}
	var without, with ops.Report // of all rounds
	for b.Loop() {
		alone := mustLoad(b, flood)
		second, _ := start(name)
		third, _ := start(name)
		stop := keepBusy(b, flood)
		await(b, "the others help", func() bool { return borrowedBy(b, name) >= 2 })
		stop()
		helped := mustLoad(b, flood)
		await(b, "nobody helps any more", func() bool { return borrowedBy(b, name) == 0 })
		for _, c := range []child{second, third} {
			c.cmd.Process.Kill()
		}
		b.Logf("%.0f/s alone, %.0f/s helped; p99 %.0f ms and %.0f ms", alone.Rate, helped.Rate, alone.P99, helped.P99)
		without.Rate, without.P99 = without.Rate+alone.Rate, without.P99+alone.P99
		with.Rate, with.P99 = with.Rate+helped.Rate, with.P99+helped.P99
	}
	rounds := float64(b.N)
	b.ReportMetric(without.Rate/rounds, "alone/s")
	b.ReportMetric(with.Rate/rounds, "helped/s")
	b.ReportMetric(with.Rate/without.Rate, "x-rate")
	b.ReportMetric(without.P99/rounds, "p99-alone-ms")
	b.ReportMetric(with.P99/rounds, "p99-helped-ms")
	b.ReportMetric(with.P99/without.P99, "x-p99")
}

// keepBusy keeps a load going until it is told to stop.
func keepBusy(b *testing.B, l ops.Load) (stop func()) {
	ctx, cancel := context.WithCancel(b.Context())
	l.Duration = time.Minute
	var load sync.WaitGroup
	load.Go(func() { l.Run(ctx) })
	return func() { cancel(); load.Wait() }
}

func await(b *testing.B, what string, fact func() bool) {
	b.Helper()
	for patience := time.Now().Add(time.Minute); !fact(); {
		if time.Now().After(patience) {
			b.Fatal("waited in vain: ", what)
		}
		<-time.After(100 * time.Millisecond)
	}
}

// hold makes the kernel limit a program to a share of one CPU.
func hold(b testing.TB, c child, share float64) {
	b.Helper()
	const period = 100_000 // microseconds
	quota := int(share * period)
	for _, tree := range []struct{ in, limit, value string }{
		{"/sys/fs/cgroup/cpu", "cpu.cfs_quota_us", strconv.Itoa(quota)}, // the first version's
		{"/sys/fs/cgroup", "cpu.max", fmt.Sprint(quota, " ", period)},
	} {
		pid := strconv.Itoa(c.cmd.Process.Pid)
		group, err := os.MkdirTemp(tree.in, "mesher-") // a killed test may have left one
		if err != nil {
			continue
		}
		b.Cleanup(func() {
			c.cmd.Process.Kill()
			c.cmd.Wait()
			os.Remove(group)
		})
		limited := os.WriteFile(filepath.Join(group, tree.limit), []byte(tree.value), 0)
		if limited == nil && os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(pid), 0) == nil {
			return
		}
	}
	b.Skip("SKIPPED: only root on Linux may hold a program to a part of a CPU")
}
