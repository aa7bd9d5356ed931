package proof

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A testNetwork is several hosts on this machine: a network namespace for each, and
// a bridge between them. A cut drops packets at the host that would receive them, so
// that the sender gets no error and sees only silence, as with a real partition.
type testNetwork struct {
	t     testing.TB
	hosts []string // their namespaces
	cut   map[[2]int]bool
	loss  int  // in 100 packets
	made  bool // until then, a failure means that something is missing here
}

// newTestNetwork makes a network of n hosts, and removes it with the test. It
// skips the test if it is not run by root or a program that it needs is missing.
func newTestNetwork(t testing.TB, n int) *testNetwork {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: network namespaces take root")
	}
	for _, program := range []string{"ip", "tc", "nft"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: %s is missing (on Debian: apt-get install iproute2 nftables)", program)
		}
	}
	hub := fmt.Sprintf("mesh%d", os.Getpid())
	if out, err := exec.Command("ip", "netns", "add", hub).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: no network namespace can be made here: %s", out)
	}
	c := &testNetwork{t: t, cut: map[[2]int]bool{}}
	t.Cleanup(func() {
		for _, ns := range append(c.hosts, hub) {
			exec.Command("ip", "netns", "del", ns).Run()
		}
	})
	c.ip("-n", hub, "link", "add", "bridge", "type", "bridge")
	c.ip("-n", hub, "link", "set", "bridge", "up")
	for i := range n {
		ns := fmt.Sprintf("%s-%d", hub, i)
		c.ip("netns", "add", ns)
		c.hosts = append(c.hosts, ns)
		port := fmt.Sprint("port", i)
		c.ip("-n", ns, "link", "add", "line", "type", "veth", "peer", "name", port, "netns", hub)
		c.ip("-n", hub, "link", "set", port, "master", "bridge", "up")
		c.ip("-n", ns, "addr", "add", c.address(i)+"/24", "dev", "line")
		c.ip("-n", ns, "link", "set", "line", "up")
		c.ip("-n", ns, "link", "set", "lo", "up")
		c.decide(i)
	}
	c.made = true
	return c
}

func (c *testNetwork) address(host int) string { return fmt.Sprint("10.77.0.", host+1) }

func (c *testNetwork) ip(arguments ...string) { c.t.Helper(); c.run("", "ip", arguments...) }

func (c *testNetwork) run(input, program string, arguments ...string) {
	c.t.Helper()
	cmd := exec.Command(program, arguments...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		if !c.made {
			c.t.Skipf("SKIPPED: no such network can be made here: %s %v: %v: %s", program, arguments, err, out)
		}
		c.t.Fatalf("%s %v: %v: %s", program, arguments, err, out)
	}
}

// launch starts a node on a host.
func (c *testNetwork) launch(host int, o Options) *program {
	c.t.Helper()
	o.Who, o.Address = string(rune('a'+host)), c.address(host)+":7000"
	return launch(c.t, start{Options: o, within: []string{"ip", "netns", "exec", c.hosts[host]}})
}

// sever drops packets from one host to another, or lets them through again.
func (c *testNetwork) sever(from, to int, cut bool) {
	c.t.Helper()
	c.cut[[2]int{from, to}] = cut
	c.decide(to)
}

// part severs hosts of different parts, both ways, and joins those of the same.
func (c *testNetwork) part(part func(host int) int) {
	c.t.Helper()
	for to := range c.hosts {
		for from := range c.hosts {
			c.cut[[2]int{from, to}] = part(from) != part(to)
		}
		c.decide(to)
	}
}

// heal lets all through.
func (c *testNetwork) heal() { c.t.Helper(); c.part(func(int) int { return 0 }) }

// lose drops this many of a hundred packets, by chance.
func (c *testNetwork) lose(percent int) {
	c.t.Helper()
	c.loss = percent
	for host := range c.hosts {
		c.decide(host)
	}
}

// decide makes a host drop what the cuts and the loss say, with rules that
// replace the former ones at once.
func (c *testNetwork) decide(host int) {
	c.t.Helper()
	var rules strings.Builder
	rules.WriteString("table inet door\ndelete table inet door\ntable inet door {\nchain in {\ntype filter hook input priority 0;\n")
	for from := range c.hosts {
		if c.cut[[2]int{from, host}] {
			fmt.Fprintf(&rules, "ip saddr %s drop\n", c.address(from))
		}
	}
	if c.loss > 0 {
		fmt.Fprintf(&rules, "ip saddr 10.77.0.0/24 numgen random mod 100 < %d drop\n", c.loss)
	}
	rules.WriteString("}\n}\n")
	c.run(rules.String(), "ip", "netns", "exec", c.hosts[host], "nft", "-f", "-")
}

// slow bounds what a host sends, in bits per second.
func (c *testNetwork) slow(host int, rate string) {
	c.t.Helper()
	c.ip("netns", "exec", c.hosts[host], "tc", "qdisc", "replace", "dev", "line", "root", "tbf", "rate", rate, "burst", "16kb", "latency", "400ms")
}

// unplug pulls a host's cable.
func (c *testNetwork) unplug(host int) {
	c.t.Helper()
	c.ip("-n", c.hosts[host], "link", "set", "line", "down")
}
