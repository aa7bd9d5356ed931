package sqlite

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/mesh-actors/mesh/mesher"
)

// Prefixes of terms that are not words: characters that no word contains, being
// neither letters nor digits.
const (
	projectMark = "\uE000"
	tagMark     = "\uE001"
)

// projectTerm returns the term of all events of a project.
func projectTerm(project mesher.ProjectID) string {
	return projectMark + strconv.FormatInt(int64(project), 10)
}

// tagTerm returns the term of all events with a tag. It is a 64-bit hash, so a
// result has to be compared with the tag itself.
func tagTerm(key, value string) string {
	sum := sha256.Sum256([]byte(key + "\x00" + value))
	return tagMark + hex.EncodeToString(sum[:8])
}
