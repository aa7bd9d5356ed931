package mesher

import (
	"net/mail"
	"net/netip"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// An Account is a person who can sign in.
type Account struct {
	ID        uuid.UUID
	Email     string // as [ParseEmail] returns it, unique in the installation
	Name      string // how others see the person
	CreatedAt time.Time
}

// A Session is one sign-in on one device.
type Session struct {
	ID        uuid.UUID
	AccountID uuid.UUID
	CreatedAt time.Time
	ExpiresAt time.Time
	SeenAt    time.Time // to the minute
	UserAgent string
	IP        netip.Addr
}

// A Token lets a program act for an account.
type Token struct {
	ID        uuid.UUID
	AccountID uuid.UUID
	Label     string
	Hint      string // the first characters, by which people tell tokens apart
	Scope     Role   // in no organisation may it do more than this role
	CreatedAt time.Time
	UsedAt    time.Time // to the minute; zero: never
	RevokedAt time.Time // zero while it is valid
}

// A Member is an account in an organisation.
type Member struct {
	ID        uuid.UUID
	OrgID     uuid.UUID
	AccountID uuid.UUID
	Email     string
	Name      string
	Role      Role
	JoinedAt  time.Time
}

// A Membership is an organisation, seen from a member's side.
type Membership struct {
	Org  Org
	Role Role
}

// An Invite lets its holder join an organisation.
type Invite struct {
	ID         uuid.UUID
	OrgID      uuid.UUID
	Email      string
	Role       Role
	CreatedAt  time.Time
	ExpiresAt  time.Time
	AcceptedAt time.Time // zero until it is accepted
}

// Bounds on what people type.
const (
	longestEmail = 254 // bytes; longer ones can't be delivered (RFC 5321)
	longestName  = 100 // characters
)

// ParseEmail checks an address and returns the form in which it is stored. Case
// is ignored, as people ignore it.
func ParseEmail(text string) (string, error) {
	text = strings.TrimSpace(text)
	parsed, err := mail.ParseAddress(text)
	if err != nil || len(text) > longestEmail || parsed.Address != text || strings.ContainsAny(text, "\"\r\n") {
		return "", Errorf(Invalid, "%.64q is not an e-mail address", text)
	}
	return strings.ToLower(text), nil
}

// ParseName checks the display name of a person, a project or an organisation.
// what says which, for the error.
func ParseName(what, text string) (string, error) {
	text = OneLine(text)
	if text == "" || utf8.RuneCountInString(text) > longestName {
		return "", Errorf(Invalid, "%s must have 1 to %d characters", what, longestName)
	}
	return text, nil
}

// OneLine returns a text as a list may show it: on one line, and without
// characters that would change how its neighbours look.
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " ")
}

// Slug makes a name that fits into an address: lower-case letters, digits and
// hyphens, never all digits. It is empty if the name contains none of these.
func Slug(name string) string {
	var b strings.Builder
	letters := false
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z':
			letters = true
			b.WriteRune(r)
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == 50 {
			break
		}
	}
	slug := strings.Trim(b.String(), "-")
	if slug != "" && !letters {
		slug = "p-" + slug
	}
	return slug
}
