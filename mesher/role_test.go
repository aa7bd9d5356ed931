package mesher_test

import (
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestRoles(t *testing.T) {
	for _, c := range []struct {
		has, needs mesher.Role
		may        bool
	}{
		{mesher.MemberRole, mesher.MemberRole, true},
		{mesher.MemberRole, mesher.AdminRole, false},
		{mesher.AdminRole, mesher.MemberRole, true},
		{mesher.AdminRole, mesher.OwnerRole, false},
		{mesher.OwnerRole, mesher.AdminRole, true},
		{"", mesher.MemberRole, false},
		{"", "", false},
		{"root", mesher.MemberRole, false},
		{"root", "root", false},
	} {
		if may := c.has.Includes(c.needs); may != c.may {
			t.Errorf("%q includes %q: %v, want %v", c.has, c.needs, may, c.may)
		}
	}
	for _, c := range []struct{ role, limit, want mesher.Role }{
		{mesher.OwnerRole, mesher.MemberRole, mesher.MemberRole},
		{mesher.MemberRole, mesher.OwnerRole, mesher.MemberRole},
		{mesher.AdminRole, mesher.AdminRole, mesher.AdminRole},
		{mesher.OwnerRole, "", ""},
	} {
		if got := c.role.AtMost(c.limit); got != c.want {
			t.Errorf("%q at most %q is %q, want %q", c.role, c.limit, got, c.want)
		}
	}
	if _, err := mesher.ParseRole("root"); mesher.KindOf(err) != mesher.Invalid {
		t.Errorf("root is a role: %v", err)
	}
}
