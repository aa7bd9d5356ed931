package app

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
)

// Islands are hosts with a network of their own, made of what the kernel has: a
// namespace for each, a bridge between them, and a line from that to the
// mainland, where this process is. What an island does not get is decided where it
// would arrive, so that who sends learns nothing of it. The mainland reaches all of
// them, whatever is cut.
type islands struct {
	t       *testing.T
	network uint32 // the first address of all
	hosts   []string
	cuts    map[[2]int]bool // from, to
}

// seas counts those of this process: its tests may have several at a time.
var seas atomic.Uint32

// newIslands makes so many, up to five. It takes root and programs that are not
// everywhere.
func newIslands(t *testing.T, n int) *islands {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: network namespaces take root")
	}
	for _, program := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: %s is missing (on Debian: apt-get install iproute2 nftables)", program)
		}
	}
	number := seas.Add(1)
	i := &islands{t: t, network: networkOf(os.Getpid(), number), cuts: map[[2]int]bool{}}
	sea := fmt.Sprint("sea", os.Getpid(), "-", number)
	if out, err := exec.Command("ip", "netns", "add", sea).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: no network namespace can be made here: %s", out)
	}
	t.Cleanup(func() {
		for _, ns := range append(i.hosts, sea) {
			exec.Command("ip", "netns", "del", ns).Run()
		}
	})
	i.ip("-n", sea, "link", "add", "water", "type", "bridge")
	i.ip("-n", sea, "link", "set", "water", "up")
	i.ip("link", "add", sea, "type", "veth", "peer", "name", "mainland", "netns", sea)
	i.ip("-n", sea, "link", "set", "mainland", "master", "water", "up")
	i.ip("addr", "add", i.address(-1)+"/29", "dev", sea)
	i.ip("link", "set", sea, "up")
	for host := range n {
		ns, port := fmt.Sprint(sea, "-", host), fmt.Sprint("port", host)
		i.ip("netns", "add", ns)
		i.hosts = append(i.hosts, ns)
		i.ip("-n", ns, "link", "add", "line", "type", "veth", "peer", "name", port, "netns", sea)
		i.ip("-n", sea, "link", "set", port, "master", "water", "up")
		i.ip("-n", ns, "addr", "add", i.address(host)+"/29", "dev", "line")
		i.ip("-n", ns, "link", "set", "line", "up")
		i.ip("-n", ns, "link", "set", "lo", "up")
	}
	return i
}

// networkOf is where a process's islands are, out of 10.64.0.0/10, so that those of
// two tests, and what a killed one left behind, don't meet.
func networkOf(pid int, number uint32) uint32 {
	return 10<<24 | 64<<16 | (uint32(pid)<<1|number&1)%(1<<19)<<3
}

// address is a host's; that of -1 is the mainland's.
func (i *islands) address(host int) string {
	var a [4]byte
	binary.BigEndian.PutUint32(a[:], i.network+uint32(host+2))
	return netip.AddrFrom4(a).String()
}

// place has a program run on an island.
func (i *islands) place(host int, s *settings) {
	s.bind, s.within = i.address(host), []string{"ip", "netns", "exec", i.hosts[host]}
	s.node = strings.Replace(s.node, "127.0.0.1", s.bind, 1)
}

// cut has nothing pass from one to another if that is said of them, and all else.
func (i *islands) cut(from func(from, to int) bool) {
	i.t.Helper()
	for a := range i.hosts {
		for b := range i.hosts {
			i.cuts[[2]int{a, b}] = a != b && from(a, b)
		}
	}
	for host := range i.hosts {
		i.decide(host)
	}
}

// mend has all pass again.
func (i *islands) mend() {
	i.t.Helper()
	i.cut(func(int, int) bool { return false })
}

// decide has a host take what it is to take, from now on and at once.
func (i *islands) decide(host int) {
	i.t.Helper()
	rules := "table inet shore\ndelete table inet shore\ntable inet shore {\nchain in {\ntype filter hook input priority 0;\n"
	for from := range i.hosts {
		if i.cuts[[2]int{from, host}] {
			rules += "ip saddr " + i.address(from) + " drop\n"
		}
	}
	i.run(rules+"}\n}\n", "ip", "netns", "exec", i.hosts[host], "nft", "-f", "-")
}

func (i *islands) ip(arguments ...string) { i.t.Helper(); i.run("", "ip", arguments...) }

func (i *islands) run(input, program string, arguments ...string) {
	i.t.Helper()
	cmd := exec.Command(program, arguments...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		i.t.Fatalf("%s %v: %v: %s", program, arguments, err, out)
	}
}
