package mesher

// Bounds of a project's settings.
const (
	mostRetention = 3650      // days
	mostRate      = 1_000_000 // events a minute
)

// Check returns an error if settings that a person chose are invalid. Zero is
// always valid.
func (s Settings) Check() error {
	switch {
	case s.RetentionDays < 0 || s.RetentionDays > mostRetention:
		return Errorf(Invalid, "retention_days is %d; it must be from 1 to %d", s.RetentionDays, mostRetention)
	case !(s.SampleRate >= 0 && s.SampleRate <= 1): // also true for NaN
		return Errorf(Invalid, "sample_rate is %v; it must be above 0 and at most 1", s.SampleRate)
	case s.RateLimitPerMinute < 0 || s.RateLimitPerMinute > mostRate:
		return Errorf(Invalid, "rate_limit_per_minute is %d; it must be from 1 to %d", s.RateLimitPerMinute, mostRate)
	}
	return nil
}
