package listing

import (
	"slices"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// maxNamed bounds the environments and the releases that are listed of an issue.
const maxNamed = 100

// A Value is a row of issue_values: an environment or a release of an issue.
type Value struct {
	Key, Value          string
	FirstSeen, LastSeen time.Time
}

// Facts returns the facts in an issue's values. Values seen last come first.
func Facts(values []Value) mesher.IssueFacts {
	f := mesher.IssueFacts{Environments: []string{}, Releases: []string{}}
	var first time.Time
	for _, v := range values {
		if v.Key == "environment" {
			f.Environments = name(f.Environments, v.Value)
			continue
		}
		if len(f.Releases) == 0 {
			f.LastRelease = v.Value
		}
		if f.FirstRelease == "" || v.FirstSeen.Before(first) {
			f.FirstRelease, first = v.Value, v.FirstSeen
		}
		f.Releases = name(f.Releases, v.Value)
	}
	slices.Sort(f.Environments)
	slices.Sort(f.Releases)
	return f
}

func name(names []string, another string) []string {
	if len(names) == maxNamed {
		return names
	}
	return append(names, another)
}
