package main

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// prefix is how the variables of the environment begin that are settings.
const prefix = "MESHER_"

// strangers are the variables that look like settings and are none. One that is
// misspelt would else do nothing, and the server start on the wrong database.
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

// variables are those that a command and its own commands read.
func variables(n *kong.Node) (names []string) {
	for _, flag := range n.Flags {
		names = append(names, flag.Envs...)
	}
	for _, command := range n.Children {
		names = append(names, variables(command)...)
	}
	return names
}

// linksService tells whether Kubernetes set a variable, to lead to a service that
// is called like the program: beside NAME_SERVICE_HOST it sets NAME_PORT_80_TCP
// and so on in each container.
func linksService(name string, environ []string) bool {
	const host = "_SERVICE_HOST"
	return slices.ContainsFunc(environ, func(variable string) bool {
		variable, _, _ = strings.Cut(variable, "=")
		service, ok := strings.CutSuffix(variable, host)
		return ok && (strings.HasPrefix(name, service+"_SERVICE_") || name == service+"_PORT" || strings.HasPrefix(name, service+"_PORT_"))
	})
}
