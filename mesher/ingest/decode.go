package ingest

import (
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sentry"
)

// decode decodes the event of a submission by its format.
func decode(s *mesher.Submission) (*mesher.Event, error) {
	switch s.Format {
	case mesher.NativeFormat:
		return mesher.DecodeEvent(s.Body)
	case mesher.SentryFormat:
		return sentry.DecodeEvent(s.Body, s.ClientIP)
	}
	return nil, mesher.Errorf(mesher.Invalid, "events of this format are not taken")
}
