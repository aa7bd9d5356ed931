package main

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// prefix begins the environment variables that are settings.
const prefix = "MESHER_"

// strangers returns the variables that look like settings and are not. A misspelt
// one would otherwise be ignored, and the server would start on the wrong
// database.
func strangers(commands *kong.Node, environ []string) (names []string) {
	known := variables(commands)
	for _, variable := range environ {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, prefix) && !slices.Contains(known, name) && !linksService(name, environ) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// variables returns those that a command and its subcommands read.
func variables(n *kong.Node) (names []string) {
	for _, flag := range n.Flags {
		names = append(names, flag.Envs...)
	}
	for _, command := range n.Children {
		names = append(names, variables(command)...)
	}
	return names
}

// linksService reports whether Kubernetes set a variable, for a service that has
// the program's name: beside NAME_SERVICE_HOST it sets NAME_PORT_80_TCP and so on
// in each container.
func linksService(name string, environ []string) bool {
	const host = "_SERVICE_HOST"
	return slices.ContainsFunc(environ, func(variable string) bool {
		variable, _, _ = strings.Cut(variable, "=")
		service, ok := strings.CutSuffix(variable, host)
		return ok && (strings.HasPrefix(name, service+"_SERVICE_") || name == service+"_PORT" || strings.HasPrefix(name, service+"_PORT_"))
	})
}
