package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A unit is sections of keys with values; the program stops within the time that
// it gives.
func TestUnit(t *testing.T) {
	section, keys := "", map[string][]string{}
	for line := range strings.Lines(deployment(t, "mesher.service")) {
		line = strings.TrimSpace(line)
		key, value, pair := strings.Cut(line, "=")
		switch {
		case line == "", line[0] == '#':
		case line[0] == '[' && line[len(line)-1] == ']':
			section = line
		case section == "" || !pair || strings.ContainsAny(key, " \t"):
			t.Errorf("%q is no line of a unit", line)
		default:
			keys[section+key] = append(keys[section+key], value)
		}
	}
	for key, values := range keys {
		if len(values) > 1 && key != "[Service]Environment" {
			t.Errorf("%s is said twice", key)
		}
	}
	for _, want := range []string{"[Unit]Description", "[Service]ExecStart", "[Service]StateDirectory", "[Service]TimeoutStopSec", "[Install]WantedBy"} {
		if len(keys[want]) == 0 {
			t.Errorf("nobody says %s", want)
		}
	}
	for line := range strings.Lines(deployment(t, "mesher.env")) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && name[0] != '#' {
			t.Setenv(name, value)
		}
	}
	parses(t, "mesher.env")
}

// The proxies' files are blocks of statements, all of them closed.
func TestProxies(t *testing.T) {
	for name, ends := range map[string]string{"nginx.conf": "{};", "Caddyfile": ""} {
		depth := 0
		for line := range strings.Lines(deployment(t, name)) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
			line = strings.TrimSpace(line)
			placeholders := strings.Count(line, "{$")
			depth += strings.Count(line, "{") - strings.Count(line, "}")
			if depth < 0 || placeholders > 0 && name == "nginx.conf" {
				t.Errorf("%s: %q closes what is not open", name, line)
			}
			if line != "" && ends != "" && !strings.ContainsAny(line[len(line)-1:], ends) {
				t.Errorf("%s: %q has no end", name, line)
			}
		}
		if depth != 0 {
			t.Errorf("%s: %d blocks are not closed", name, depth)
		}
		if text := deployment(t, name); !strings.Contains(text, "8080") {
			t.Errorf("%s leads to no node", name)
		}
	}
}

// The image contains what its own lines refer to.
func TestContainerfile(t *testing.T) {
	stages := map[string]bool{}
	known := []string{"FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "ENTRYPOINT"}
	for line := range strings.Lines(deployment(t, "Containerfile")) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		if !slices.Contains(known, fields[0]) {
			t.Errorf("%q is no step", line)
		}
		if fields[0] == "FROM" && len(fields) == 4 {
			stages[fields[3]] = true
		}
		for _, field := range fields {
			if stage, ok := strings.CutPrefix(field, "--from="); ok && !stages[stage] {
				t.Errorf("%q copies from no stage before it", line)
			}
		}
	}
	for _, file := range []string{"go.mod", "go.sum", "cmd/mesher"} {
		if _, err := os.Stat("../../" + file); err != nil {
			t.Error(err)
		}
	}
}
