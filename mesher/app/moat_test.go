package app

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A moat is hosts that each have a network namespace of their own, and the
// mainland, where this process is, which sees them all. What one sends to another
// can be cut; what the mainland sends to them can't.
type moat struct {
	name  string
	hosts []string        // their namespaces
	cuts  map[[2]int]bool // from, to
}

// newMoat makes one. It takes root and programs that are not everywhere.
func newMoat(t *testing.T, hosts int) *moat {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: network namespaces take root")
	}
	for _, program := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: %s is missing (on Debian: apt-get install iproute2 nftables)", program)
		}
	}
	m := &moat{name: fmt.Sprint("moat", os.Getpid()), cuts: map[[2]int]bool{}}
	if out, err := exec.Command("ip", "netns", "add", m.name).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: no network namespace can be made here: %s", out)
	}
	t.Cleanup(func() {
		for _, ns := range append(m.hosts, m.name) {
			exec.Command("ip", "netns", "del", ns).Run()
		}
	})
	m.ip(t, "-n", m.name, "link", "add", "water", "type", "bridge")
	m.ip(t, "-n", m.name, "link", "set", "water", "up")
	m.ip(t, "link", "add", m.name, "type", "veth", "peer", "name", "mainland", "netns", m.name)
	m.ip(t, "addr", "add", m.address(-1)+"/28", "dev", m.name)
	m.ip(t, "link", "set", m.name, "up")
	m.ip(t, "-n", m.name, "link", "set", "mainland", "master", "water", "up")
	for i := range hosts {
		ns, port := fmt.Sprint(m.name, "-", i), fmt.Sprint("port", i)
		m.ip(t, "netns", "add", ns)
		m.hosts = append(m.hosts, ns)
		m.ip(t, "-n", ns, "link", "add", "line", "type", "veth", "peer", "name", port, "netns", m.name)
		m.ip(t, "-n", m.name, "link", "set", port, "master", "water", "up")
		m.ip(t, "-n", ns, "addr", "add", m.address(i)+"/28", "dev", "line")
		m.ip(t, "-n", ns, "link", "set", "line", "up")
		m.ip(t, "-n", ns, "link", "set", "lo", "up")
	}
	return m
}

// address is a host's, and -1 the mainland's: out of 198.18.0.0/15, which nobody
// has but tests, and by the process, so that two of them don't meet.
func (m *moat) address(host int) string {
	at := uint32(os.Getpid())%(1<<13)<<4 | uint32(host+2)
	return fmt.Sprintf("198.%d.%d.%d", 18+at>>16, at>>8&255, at&255)
}

func (m *moat) ip(t *testing.T, arguments ...string) { t.Helper(); m.run(t, "", "ip", arguments...) }

func (m *moat) run(t *testing.T, input, program string, arguments ...string) {
	t.Helper()
	cmd := exec.Command(program, arguments...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", program, arguments, err, out)
	}
}

// place has a program run on a host.
func (m *moat) place(host int, s *settings) {
	s.bind, s.within = m.address(host), []string{"ip", "netns", "exec", m.hosts[host]}
	s.node = strings.Replace(s.node, "127.0.0.1", s.bind, 1)
}

// cut loses what one host sends to another, where it would arrive: who sends
// learns nothing of it.
func (m *moat) cut(t *testing.T, from, to int) {
	t.Helper()
	m.cuts[[2]int{from, to}] = true
	m.decide(t, to)
}

// mend lets all through again.
func (m *moat) mend(t *testing.T) {
	t.Helper()
	m.cuts = map[[2]int]bool{}
	for host := range m.hosts {
		m.decide(t, host)
	}
}

func (m *moat) decide(t *testing.T, host int) {
	t.Helper()
	rules := "table inet moat\ndelete table inet moat\ntable inet moat {\nchain in {\ntype filter hook input priority 0;\n"
	for from := range m.hosts {
		if m.cuts[[2]int{from, host}] {
			rules += fmt.Sprintf("ip saddr %s drop\n", m.address(from))
		}
	}
	m.run(t, rules+"}\n}\n", "ip", "netns", "exec", m.hosts[host], "nft", "-f", "-")
}
