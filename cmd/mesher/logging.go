package main

import (
	"io"
	"log/slog"
)

// logging is how much is told of what the program does, and in what form.
type logging struct {
	LogLevel  slog.Level `env:"MESHER_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"Least level that is logged: debug, info, warn or error (${default})."`
	LogFormat string     `env:"MESHER_LOG_FORMAT" default:"text" enum:"text,json" placeholder:"FORMAT" help:"Form of the log: text or json (${default})."`
}

// start makes the log that the whole program writes to.
func (l logging) start(to io.Writer) error {
	options := &slog.HandlerOptions{Level: l.LogLevel}
	var h slog.Handler = slog.NewTextHandler(to, options)
	if l.LogFormat == "json" {
		h = slog.NewJSONHandler(to, options)
	}
	slog.SetDefault(slog.New(h))
	return nil
}
