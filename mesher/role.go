package mesher

import "slices"

// A Role says what a member may do in an organisation. Each role may also do what
// those before it may.
type Role string

const (
	MemberRole Role = "member" // reads, and works on issues
	AdminRole  Role = "admin"  // manages projects, keys, rules and members
	OwnerRole  Role = "owner"  // manages the organisation itself
)

var roles = []Role{MemberRole, AdminRole, OwnerRole}

// ParseRole parses a role's name.
func ParseRole(name string) (Role, error) {
	if slices.Contains(roles, Role(name)) {
		return Role(name), nil
	}
	return "", Errorf(Invalid, "role is %.32q; it must be member, admin or owner", name)
}

// Includes reports whether r may do what needs another role. An invalid role
// includes none.
func (r Role) Includes(needed Role) bool {
	own := slices.Index(roles, r)
	return own >= 0 && own >= slices.Index(roles, needed)
}

// AtMost returns the lesser of two roles: a token may be weaker than its owner.
func (r Role) AtMost(limit Role) Role {
	if limit.Includes(r) {
		return r
	}
	return limit
}
