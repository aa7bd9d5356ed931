package app

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// An island is a network namespace with one line to the mainland, where this
// process is.
type island struct {
	t                *testing.T
	name             string
	mainland, inside string // addresses
}

// newIsland makes one. It takes root and programs that are not everywhere.
func newIsland(t *testing.T) *island {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: network namespaces take root")
	}
	for _, program := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: %s is missing (on Debian: apt-get install iproute2 nftables)", program)
		}
	}
	i := &island{t: t, name: fmt.Sprint("isle", os.Getpid())}
	i.mainland, i.inside = lineOf(os.Getpid())
	if out, err := exec.Command("ip", "netns", "add", i.name).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: no network namespace can be made here: %s", out)
	}
	t.Cleanup(func() { exec.Command("ip", "netns", "del", i.name).Run() })
	i.run("", "ip", "link", "add", i.name, "type", "veth", "peer", "name", "line", "netns", i.name)
	i.run("", "ip", "addr", "add", i.mainland+"/30", "dev", i.name)
	i.run("", "ip", "link", "set", i.name, "up")
	i.run("", "ip", "-n", i.name, "addr", "add", i.inside+"/30", "dev", "line")
	i.run("", "ip", "-n", i.name, "link", "set", "line", "up")
	i.run("", "ip", "-n", i.name, "link", "set", "lo", "up")
	return i
}

// lineOf are the two addresses of a process's line, out of 10.64.0.0/10, so that
// two such tests, and what a killed one left behind, don't meet.
func lineOf(pid int) (mainland, inside string) {
	line := uint32(pid) % (1 << 20)
	address := func(end uint32) string {
		var a [4]byte
		binary.BigEndian.PutUint32(a[:], 10<<24|64<<16|line<<2|end)
		return netip.AddrFrom4(a).String()
	}
	return address(1), address(2)
}

func (i *island) run(input, program string, arguments ...string) {
	i.t.Helper()
	cmd := exec.Command(program, arguments...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		i.t.Fatalf("%s %v: %v: %s", program, arguments, err, out)
	}
}

// cut has nothing pass, in either direction, from or to these ports; without any
// all passes again.
func (i *island) cut(ports ...string) {
	i.t.Helper()
	rules := "table inet line\ndelete table inet line\n"
	if len(ports) > 0 {
		set := "{ " + strings.Join(ports, ", ") + " }"
		rules += "table inet line {\n"
		for _, way := range []string{"input", "output"} {
			rules += fmt.Sprintf("chain %s {\ntype filter hook %[1]s priority 0;\ntcp dport %s drop\ntcp sport %[2]s drop\n}\n", way, set)
		}
		rules += "}\n"
	}
	i.run(rules, "ip", "netns", "exec", i.name, "nft", "-f", "-")
}

// A node that loses sight of the others goes on, as they do, and is one of them
// again when it can be.
func TestNodesArePartitioned(t *testing.T) {
	isle := newIsland(t)
	var log journal
	f := newFleet(t, settings{beat: time.Second}, func(i int, s *settings) {
		s.log, s.bind = &log, isle.mainland
		if i == 0 {
			s.bind, s.within = isle.inside, []string{"ip", "netns", "exec", isle.name}
		}
		s.node = strings.Replace(s.node, "127.0.0.1", s.bind, 1)
	})
	var ports []string
	for _, s := range f.each {
		ports = append(ports, s.node[strings.LastIndex(s.node, ":")+1:])
	}
	said := func(what string, times int) {
		t.Helper()
		until(t, what, func() bool { return strings.Count(log.String(), what) >= times })
	}
	said("node is up", 6)
	alone, others := f.ships[0].under(t, 3), f.ships[1].under(t, 3)
	for round := 1; round <= scaled(1, 20); round++ {
		isle.cut(ports...)
		said("node is down", 4*round)
		alone.await(50)
		others.await(50)
		isle.cut()
		healed := time.Now()
		said("node is up", 6+4*round)
		t.Logf("they meet again after %v", time.Since(healed))
	}
	alone.await(50)
	others.await(50)
	alone.stop()
	others.stop()
	f.load = alone
	f.load.answered = append(f.load.answered, others.answered...)
	f.load.refused = append(f.load.refused, others.refused...)
	f.load.lost += others.lost
	f.end(t, ledgerIsWhole)
}
