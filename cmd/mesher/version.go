package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

// version is the command that prints which build this is.
type version struct {
	JSON bool `name:"json" help:"Answer in JSON."`
}

// A build is the answer of version.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision"` // of the source; empty if unknown
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// Run prints the build.
func (v version) Run(stdout io.Writer) error {
	b := thisBuild()
	if v.JSON {
		return json.NewEncoder(stdout).Encode(b)
	}
	_, err := fmt.Fprintln(stdout, strings.TrimSpace(fmt.Sprintf("mesher %s (%s, %s) %s", b.Version, b.Go, b.Platform, b.Revision)))
	return err
}

// thisBuild returns what the compiler recorded in the program.
func thisBuild() build {
	b := build{Version: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Version = info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			b.Revision = s.Value
		}
	}
	return b
}
