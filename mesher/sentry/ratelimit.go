package sentry

import (
	"strconv"
	"strings"
	"time"
)

// maxRetry is the longest that an SDK is told to be silent: a limit may be raised
// meanwhile, and the SDK can't be told.
const maxRetry = 5 * time.Minute

// A RateLimit asks SDKs to hold back.
type RateLimit struct {
	Retry      time.Duration
	Categories []Category // none: all
	Scope      string     // organization, project or key
	Reason     string
}

// RateLimits returns the text of an X-Sentry-Rate-Limits header:
//
//	60:error;default:key:quota, 300::project
//
// SDKs obey it on any answer, also a 200.
func RateLimits(limits ...RateLimit) string {
	var b strings.Builder
	for i, l := range limits {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(RetrySeconds(l.Retry)))
		b.WriteByte(':')
		for j, c := range l.Categories {
			if j > 0 {
				b.WriteByte(';')
			}
			b.WriteString(string(c))
		}
		b.WriteByte(':')
		b.WriteString(l.Scope)
		if l.Reason != "" {
			b.WriteByte(':')
			b.WriteString(l.Reason)
		}
	}
	return b.String()
}

// RetrySeconds returns a wait in whole seconds, for this header and Retry-After:
// at least one, since zero means no limit, and five minutes at most.
func RetrySeconds(wait time.Duration) int {
	wait = min(max(wait, time.Second), maxRetry)
	return int((wait + time.Second - 1) / time.Second)
}
