package mesher

import "fmt"

// A Level says how bad an event is. The zero Level is an error.
type Level uint8

const (
	LevelError Level = iota
	LevelFatal
	LevelWarning
	LevelInfo
	LevelDebug
)

var levelNames = [...]string{"error", "fatal", "warning", "info", "debug"}

// ParseLevel parses a level's name. It accepts only the five names; an empty name
// is [LevelError].
func ParseLevel(name string) (Level, error) {
	if name == "" {
		return LevelError, nil
	}
	for l, n := range levelNames {
		if n == name {
			return Level(l), nil
		}
	}
	return LevelError, fmt.Errorf("level %q is none of fatal, error, warning, info, debug", name)
}

func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return fmt.Sprintf("Level(%d)", uint8(l))
}

// MarshalText writes the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (l *Level) UnmarshalText(b []byte) error {
	v, err := ParseLevel(string(b))
	if err == nil {
		*l = v
	}
	return err
}
