package mesher

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/google/uuid"
)

// GroupingVersion numbers the rules of [GroupingOf]. A change that groups any
// event differently increments it, so that older hashes keep finding their
// issues.
const GroupingVersion = 1

// A Grouping decides which issue an event belongs to, and how a new issue
// introduces itself.
type Grouping struct {
	Hash [32]byte // of version, variant and parts
	// Older are the hashes by earlier versions' rules, the oldest first. The first
	// of them that leads to an issue decides, before Hash does: so a change of the
	// rules splits no existing issue, and applies to new ones.
	Older       [][32]byte
	Explanation Explanation
	Title       string // "ValueError: invalid id 7"
	Culprit     string // where to look: "app.views in checkout"
}

// The variants of an [Explanation]. The first that applies decides.
const (
	byFingerprint = "fingerprint" // the client chose
	byStack       = "stack"       // exception types and the program's own places
	byException   = "exception"   // types and what the first lines of their values have in common
	byMessage     = "message"     // the message's template, and the logger
	byFallback    = "fallback"    // platform, level and culprit
)

// GroupingOf decides which issue an event belongs to. It looks only at the event,
// so that every node decides alike. Line numbers, ids, addresses and other things
// that change from one occurrence to the next don't count.
func GroupingOf(e *Event) Grouping {
	culprit := culpritOf(e)
	variant, parts := defaultParts(e, culprit)
	if custom := fingerprintParts(e.Fingerprint, parts); custom != nil {
		variant, parts = byFingerprint, custom
	}
	return Grouping{
		Hash:        hashParts(variant, parts),
		Explanation: Explanation{Variant: variant, Parts: parts},
		Title:       titleOf(e),
		Culprit:     culprit,
	}
}

// defaultParts returns how an event groups if its client has not decided.
func defaultParts(e *Event, culprit string) (variant string, parts []string) {
	if parts = stackParts(e.Exceptions); parts != nil {
		return byStack, parts
	}
	if parts = exceptionParts(e.Exceptions); parts != nil {
		return byException, parts
	}
	if parts = messageParts(e); parts != nil {
		return byMessage, parts
	}
	parts = []string{e.Platform, e.Level.String()}
	if culprit != "" {
		parts = append(parts, culprit)
	}
	return byFallback, parts
}

// fingerprintParts puts the parts of the default grouping where the client's
// fingerprint says "{{ default }}". It returns nil if the client left grouping to
// us: with no fingerprint, or with one that is only the default.
func fingerprintParts(fingerprint, standard []string) []string {
	var parts []string
	own := false
	for _, part := range fingerprint {
		switch part = strings.TrimSpace(part); {
		case part == "":
		case isDefault(part):
			parts = append(parts, standard...)
		default:
			own = true
			parts = append(parts, part)
		}
	}
	if !own {
		return nil
	}
	return parts
}

// isDefault accepts any spacing in "{{ default }}".
func isDefault(part string) bool {
	inner, ok := strings.CutPrefix(part, "{{")
	if !ok {
		return false
	}
	inner, ok = strings.CutSuffix(inner, "}}")
	return ok && strings.TrimSpace(inner) == "default"
}

// exceptionParts returns what the chain contributes if its stacks say nothing.
func exceptionParts(chain []Exception) []string {
	var parts []string
	for i := len(chain) - 1; i >= 0 && len(parts) < maxParts; i-- {
		x := &chain[i]
		if x.Type != "" && !x.Synthetic {
			parts = append(parts, x.Type)
		}
		if value := parameterise(firstLine(x.Value)); value != "" {
			parts = append(parts, value)
		}
	}
	return parts
}

// messageParts takes two lines of a message: the first is often a heading.
func messageParts(e *Event) []string {
	text := e.Template
	if isBare(text) {
		text = e.Message
	}
	line, rest := nextLine(text)
	if line == "" {
		return nil
	}
	parts := []string{parameterise(line)}
	if second, _ := nextLine(rest); second != "" {
		parts = append(parts, parameterise(second))
	}
	if e.Logger != "" {
		parts = append(parts, "logger "+e.Logger)
	}
	return parts
}

// isBare reports whether a template is only placeholders: "%s", "{}". Everything
// that a program logs that way would be one issue.
func isBare(template string) bool {
	for template != "" {
		switch c := template[0]; {
		case c == '{' || strings.HasPrefix(template, "%("):
			end := strings.IndexAny(template, "})")
			if end < 0 {
				return false
			}
			if c == '%' {
				end++ // the verb of %(name)s
			}
			template = template[min(end+1, len(template)):]
		case c == '%' && len(template) > 1:
			template = template[2:]
		case isWord(c) || c >= 0x80:
			return false
		default:
			template = template[1:]
		}
	}
	return true
}

// hashParts writes each part after its length, so that no two lists look alike.
func hashParts(variant string, parts []string) [32]byte {
	b := make([]byte, 0, 1024)
	b = append(b, GroupingVersion)
	b = appendSized(b, variant)
	for _, part := range parts {
		b = appendSized(b, part)
	}
	return sha256.Sum256(b)
}

func appendSized(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Fingerprint returns the hash as text, as people and programs name a grouping.
func (g Grouping) Fingerprint() string { return hex.EncodeToString(g.Hash[:]) }

// issueSpace is the namespace of default issue ids. It must never change.
var issueSpace = uuid.MustParse("5f3a54c7-64fb-5c70-9f8c-7a2d6e0a9d11")

// IssueID returns the default id of the issue for project's events with this
// grouping: every node computes the same id without asking.
func (g Grouping) IssueID(project ProjectID) uuid.UUID {
	name := append([]byte(itoa(int64(project))+":"), g.Hash[:]...)
	return uuid.NewSHA1(issueSpace, name)
}

// ParseFingerprint reads what Fingerprint wrote.
func ParseFingerprint(text string) (hash [32]byte, err error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(hash) {
		return hash, Errorf(Invalid, "%.80q is no fingerprint: that has 64 hexadecimal digits", text)
	}
	return [32]byte(b), nil
}
