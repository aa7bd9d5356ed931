package mesher

import "slices"

// A Role is what a member may do in an organisation. Each may do what those
// before it may.
type Role string

const (
	MemberRole Role = "member" // reads, and works on issues
	AdminRole  Role = "admin"  // manages projects, keys, rules and members
	OwnerRole  Role = "owner"  // manages the organisation itself
)

var roles = []Role{MemberRole, AdminRole, OwnerRole}

// ParseRole reads a role's name.
func ParseRole(name string) (Role, error) {
	if slices.Contains(roles, Role(name)) {
		return Role(name), nil
	}
	return "", Errorf(Invalid, "role is %.32q; it must be member, admin or owner", name)
}

// Includes tells whether r may do what needs another role. What is no role
// includes none.
func (r Role) Includes(needed Role) bool {
	own := slices.Index(roles, r)
	return own >= 0 && own >= slices.Index(roles, needed)
}

// AtMost is the lesser of two roles: a token may be weaker than its owner.
func (r Role) AtMost(limit Role) Role {
	if limit.Includes(r) {
		return r
	}
	return limit
}
