package mesher

// How much of each part of an event is kept, in bytes or in items. Sentry's
// clients rely on these sizes; those below the blank line bound what they leave
// open.
const (
	maxLabel      = 64   // logger, environment, dist, platform
	maxName       = 200  // transaction, culprit, release, tag keys and values, names in maps
	maxType       = 256  // exception type and module, server name
	maxText       = 8192 // message and exception value
	maxTags       = 100
	maxFrames     = 250
	maxRichFrames = 50 // frames that keep their variables and source lines

	maxExceptions      = 50
	maxCode            = 512 // names and source lines in a frame
	maxCodeLines       = 20  // source lines on each side of a frame's own
	maxBreadcrumbs     = 100
	maxHeaders         = 100 // headers, cookies and variables of a request, each
	maxFingerprint     = 32
	maxFingerprintPart = 1024
)

const (
	tooLong = "too long; shortened"
	tooMany = "too many; the rest dropped"
)

func (e *Event) trimTexts() {
	for _, t := range [...]struct {
		field string
		text  *string
		limit int
	}{
		{"message", &e.Message, maxText},
		{"logentry.message", &e.Template, maxText},
		{"logger", &e.Logger, maxLabel},
		{"platform", &e.Platform, maxLabel},
		{"transaction", &e.Transaction, maxName},
		{"culprit", &e.Culprit, maxName},
		{"release", &e.Release, maxName},
		{"dist", &e.Dist, maxLabel},
		{"environment", &e.Environment, maxLabel},
		{"server_name", &e.ServerName, maxType},
		{"sdk.name", &e.SDK.Name, maxName},
		{"sdk.version", &e.SDK.Version, maxName},
	} {
		e.cut(t.field, t.text, t.limit)
	}
	if len(e.Fingerprint) > maxFingerprint {
		e.Fingerprint = e.Fingerprint[:maxFingerprint]
		e.Note("fingerprint", tooMany)
	}
	for i := range e.Fingerprint {
		if cutText(&e.Fingerprint[i], maxFingerprintPart) {
			e.Note(indexed("fingerprint", i, ""), tooLong)
		}
	}
}

// cut shortens one text, and notes it.
func (e *Event) cut(field string, text *string, limit int) {
	if cutText(text, limit) {
		e.Note(field, tooLong)
	}
}

// indexed names a field of a list's i-th item. Only notes need such names, so
// they are built only then.
func indexed(list string, i int, field string) string {
	name := list + "." + itoa(int64(i))
	if field != "" {
		name += "." + field
	}
	return name
}
