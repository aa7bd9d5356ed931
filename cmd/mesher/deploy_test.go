package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

const deployments = "../../docs/deploy/"

func deployment(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(deployments + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// commandLine returns the program's parser.
func commandLine(t *testing.T) *kong.Kong {
	t.Helper()
	parser, err := kong.New(new(program), kong.Name("mesher"), kong.Writers(io.Discard, io.Discard), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	return parser
}

// Every setting in the files is one of the program's.
func TestDeploymentsNameSettings(t *testing.T) {
	known := map[string]bool{}
	kong.Visit(commandLine(t).Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			for _, env := range flag.Envs {
				known[env] = true
			}
		}
		return next(nil)
	})
	files, err := filepath.Glob(deployments + "*")
	if err != nil || len(files) < 8 || len(known) < 20 {
		t.Fatalf("%d files, %d settings, %v", len(files), len(known), err)
	}
	for _, file := range files {
		for _, name := range regexp.MustCompile(`MESHER_[A-Z_]+`).FindAllString(deployment(t, filepath.Base(file)), -1) {
			if !known[name] {
				t.Errorf("%s: there is no setting %s", filepath.Base(file), name)
			}
		}
	}
}

// The program understands every command line in the files.
func TestDeploymentsNameCommands(t *testing.T) {
	compose, kubernetes := readYAML(t, "compose.yaml"), readYAML(t, "kubernetes.yaml")
	lines := regexp.MustCompile(`(?m)\bmesher-\d (?:-- )?mesher (.*)$|^mesher (.*)$|^ExecStart=/usr/local/bin/mesher (.*)$`).
		FindAllStringSubmatch(deployment(t, "README.md")+deployment(t, "mesher.service"), -1)
	if len(lines) < 6 {
		t.Errorf("only %d command lines were found: %q", len(lines), lines)
	}
	var commands [][]string
	for _, line := range lines {
		commands = append(commands, strings.Fields(strings.Join(line[1:], "")))
	}
	for _, n := range []string{"1", "2", "3"} {
		commands = append(commands, words(at(compose[0], "services", "mesher-"+n, "healthcheck", "test"))[2:])
	}
	commands = append(commands, words(at(kind(t, kubernetes, "StatefulSet"), "spec", "template", "spec", "containers", 0, "args")))
	for _, command := range commands {
		if _, err := commandLine(t).Parse(command); err != nil {
			t.Errorf("mesher %v: %v", command, err)
		}
	}
}

// parses checks that the program takes the settings of the environment.
func parses(t *testing.T, whose string) {
	t.Helper()
	if _, err := commandLine(t).Parse([]string{"serve"}); err != nil {
		t.Errorf("the settings of %s: %v", whose, err)
	}
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// readYAML reads the documents of a file.
func readYAML(t *testing.T, name string) (documents []map[string]any) {
	t.Helper()
	d := yaml.NewDecoder(bytes.NewBufferString(deployment(t, name)))
	for {
		var one map[string]any
		switch err := d.Decode(&one); {
		case err == io.EOF:
			return documents
		case err != nil:
			t.Fatalf("%s: %v", name, err)
		}
		documents = append(documents, one)
	}
}

// at follows keys and indices into a document; nil if there is nothing.
func at(v any, path ...any) any {
	for _, step := range path {
		switch in := v.(type) {
		case map[string]any:
			key, _ := step.(string)
			v = in[key]
		case []any:
			i, ok := step.(int)
			if !ok || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// words returns a list of strings.
func words(list any) (words []string) {
	all, _ := list.([]any)
	for _, word := range all {
		words = append(words, fmt.Sprint(word))
	}
	return words
}
