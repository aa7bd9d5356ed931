package sqlite

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/mesh-actors/mesh/mesher"
)

// What makes a term that stands for something else than a word: characters that
// are in no text's words, being neither letters nor digits.
const (
	projectMark = "\uE000"
	tagMark     = "\uE001"
)

// projectTerm is the term by which all events of a project are found.
func projectTerm(project mesher.ProjectID) string {
	return projectMark + strconv.FormatInt(int64(project), 10)
}

// tagTerm is the search term that all events with a tag have. It is a hash of 64
// bits, so what a search finds by it has to be compared with the tag itself.
func tagTerm(key, value string) string {
	sum := sha256.Sum256([]byte(key + "\x00" + value))
	return tagMark + hex.EncodeToString(sum[:8])
}
