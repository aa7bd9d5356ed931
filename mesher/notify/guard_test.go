package notify

import (
	"net/netip"
	"testing"
)

func TestGuard(t *testing.T) {
	for _, c := range []struct {
		address, allowed string
		want             bool
	}{
		{"93.184.215.14", "", true},
		{"2606:2800:21f:cb07:6820:80da:af6b:8b2c", "", true},
		{"::ffff:93.184.215.14", "", true},
		{"64:ff9b::5db8:d70e", "", true}, // 93.184.215.14, where there is no IPv4

		{"127.0.0.1", "", false},
		{"127.255.255.254", "", false},
		{"0.0.0.0", "", false},
		{"0.1.2.3", "", false},
		{"10.1.2.3", "", false},
		{"172.16.0.1", "", false},
		{"172.31.255.255", "", false},
		{"172.32.0.1", "", true},
		{"192.168.1.1", "", false},
		{"169.254.169.254", "", false}, // what clouds tell a machine about itself
		{"100.64.0.1", "", false},
		{"100.100.100.200", "", false},
		{"192.0.0.192", "", false},
		{"198.18.0.1", "", false},
		{"224.0.0.1", "", false},
		{"255.255.255.255", "", false},
		{"::", "", false},
		{"::1", "", false},
		{"::ffff:127.0.0.1", "", false},
		{"::ffff:169.254.169.254", "", false},
		{"::127.0.0.1", "", false}, // a form that is not used any more
		{"64:ff9b::7f00:1", "", false},
		{"64:ff9b::a9fe:a9fe", "", false},
		{"64:ff9b:1::a00:1", "", false},
		{"2002:7f00:1::", "", false},
		{"2001:0:7f00:1::1", "", false},
		{"fe80::1", "", false},
		{"fe80::1%eth0", "", false},
		{"fd00:ec2::254", "", false},
		{"fc00::1", "", false},
		{"ff02::1", "", false},
		{"fec0::1", "", false},
		{"100::1", "", false},
		{"5f00::1", "", false},

		{"10.1.2.3", "10.1.0.0/16", true},
		{"10.2.2.3", "10.1.0.0/16", false},
		{"::ffff:10.1.2.3", "10.1.0.0/16", true},
		{"64:ff9b::a01:203", "10.1.0.0/16", true},
		{"169.254.169.254", "10.1.0.0/16", false},
		{"fd00::5", "fd00::/8", true},
		{"127.0.0.1", "::/0", false},
	} {
		var g guard
		if c.allowed != "" {
			g.allowed = []netip.Prefix{netip.MustParsePrefix(c.allowed)}
		}
		if got := g.passes(netip.MustParseAddr(c.address)); got != c.want {
			t.Errorf("%s, with %q allowed: %v, want %v", c.address, c.allowed, got, c.want)
		}
	}
}

func TestGuardOfWhatIsNoAddress(t *testing.T) {
	for _, address := range []string{"", "localhost:80", "/run/socket", "10.0.0.1"} {
		if err := (guard{}).control("tcp", address, nil); err == nil {
			t.Errorf("%q passes", address)
		}
	}
}
