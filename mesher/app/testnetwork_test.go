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

// A testNetwork is several hosts on this machine: a network namespace for each, and
// a bridge that connects them with each other and with this process.
//
// A cut drops packets at the host that would receive them, so that the sender
// gets no error and sees only silence, as with a real partition. This process
// reaches all hosts, whatever is cut.
type testNetwork struct {
	t       *testing.T
	network uint32 // the first address of all
	hosts   []string
	cuts    map[[2]int]bool // from, to
	made    bool            // until then, a failure means that something is missing here
}

// testNetworks counts the networks of this process: tests in parallel have one each.
var testNetworks atomic.Uint32

// newTestNetwork makes a network of up to five hosts. It skips the test if it is
// not run by root or a program that it needs is missing.
func newTestNetwork(t *testing.T, hosts int) *testNetwork {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: network namespaces take root")
	}
	for _, program := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: %s is missing (on Debian: apt-get install iproute2 nftables)", program)
		}
	}
	number := testNetworks.Add(1)
	n := &testNetwork{t: t, network: networkOf(os.Getpid(), number), cuts: map[[2]int]bool{}}
	switchNS := fmt.Sprint("net", os.Getpid(), "-", number)
	if out, err := exec.Command("ip", "netns", "add", switchNS).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: no network namespace can be made here: %s", out)
	}
	t.Cleanup(func() {
		for _, ns := range append(n.hosts, switchNS) {
			exec.Command("ip", "netns", "del", ns).Run()
		}
	})
	n.ip("-n", switchNS, "link", "add", "bridge", "type", "bridge")
	n.ip("-n", switchNS, "link", "set", "bridge", "up")
	n.ip("link", "add", switchNS, "type", "veth", "peer", "name", "uplink", "netns", switchNS)
	n.ip("-n", switchNS, "link", "set", "uplink", "master", "bridge", "up")
	n.ip("addr", "add", n.address(-1)+"/29", "dev", switchNS)
	n.ip("link", "set", switchNS, "up")
	for host := range hosts {
		ns, port := fmt.Sprint(switchNS, "-", host), fmt.Sprint("port", host)
		n.ip("netns", "add", ns)
		n.hosts = append(n.hosts, ns)
		n.ip("-n", ns, "link", "add", "line", "type", "veth", "peer", "name", port, "netns", switchNS)
		n.ip("-n", switchNS, "link", "set", port, "master", "bridge", "up")
		n.ip("-n", ns, "addr", "add", n.address(host)+"/29", "dev", "line")
		n.ip("-n", ns, "link", "set", "line", "up")
		n.ip("-n", ns, "link", "set", "lo", "up")
		n.decide(host)
	}
	n.made = true
	return n
}

// networkOf picks a network of eight addresses in 10.64.0.0/10 by the process, so
// that concurrent tests, or a killed one that left its namespaces behind, do not
// get in each other's way.
func networkOf(pid int, number uint32) uint32 {
	return 10<<24 | 64<<16 | (uint32(pid)<<1|number&1)%(1<<19)<<3
}

// address returns the address of a host, or with -1 that of this process.
func (n *testNetwork) address(host int) string {
	var a [4]byte
	binary.BigEndian.PutUint32(a[:], n.network+uint32(host+2))
	return netip.AddrFrom4(a).String()
}

// place makes a program run on a host.
func (n *testNetwork) place(host int, s *settings) {
	s.bind, s.within = n.address(host), []string{"ip", "netns", "exec", n.hosts[host]}
	s.node = strings.Replace(s.node, "127.0.0.1", s.bind, 1)
}

// cut drops packets from one host to another where the function says so, and lets
// everything else pass.
func (n *testNetwork) cut(from func(from, to int) bool) {
	n.t.Helper()
	for a := range n.hosts {
		for b := range n.hosts {
			n.cuts[[2]int{a, b}] = a != b && from(a, b)
		}
	}
	for host := range n.hosts {
		n.decide(host)
	}
}

// mend lets everything pass again.
func (n *testNetwork) mend() {
	n.t.Helper()
	n.cut(func(int, int) bool { return false })
}

// decide makes a host drop what the cuts say, with rules that replace the former
// ones at once.
func (n *testNetwork) decide(host int) {
	n.t.Helper()
	rules := "table inet cuts\ndelete table inet cuts\ntable inet cuts {\nchain in {\ntype filter hook input priority 0;\n"
	for from := range n.hosts {
		if n.cuts[[2]int{from, host}] {
			rules += "ip saddr " + n.address(from) + " drop\n"
		}
	}
	n.run(rules+"}\n}\n", "ip", "netns", "exec", n.hosts[host], "nft", "-f", "-")
}

func (n *testNetwork) ip(arguments ...string) { n.t.Helper(); n.run("", "ip", arguments...) }

func (n *testNetwork) run(input, program string, arguments ...string) {
	n.t.Helper()
	cmd := exec.Command(program, arguments...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		if !n.made {
			n.t.Skipf("SKIPPED: no such network can be made here: %s %v: %v: %s", program, arguments, err, out)
		}
		n.t.Fatalf("%s %v: %v: %s", program, arguments, err, out)
	}
}
