package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// The nodes of the compose file have names at which they find each other, a volume
// each, and settings that the program takes.
func TestCompose(t *testing.T) {
	compose := readYAML(t, "compose.yaml")[0]
	peers := strings.Split(fmt.Sprint(at(compose, "services", "mesher-1", "environment", "MESHER_PEERS")), ",")
	volumes := at(compose, "volumes").(map[string]any)
	upstreams := strings.Fields(fmt.Sprint(at(compose, "services", "proxy", "environment", "UPSTREAMS")))
	if len(peers) != 3 || len(upstreams) != 3 {
		t.Fatalf("peers %v, upstreams %v", peers, upstreams)
	}
	for i, peer := range peers {
		name := fmt.Sprint("mesher-", i+1)
		node := at(compose, "services", name)
		env := at(node, "environment").(map[string]any)
		if env["MESHER_NODE_NAME"] != peer || at(node, "hostname") != name || !strings.Contains(peer, "@"+name+":") || upstreams[i] != name+":8080" {
			t.Errorf("%s is %v, its peers look for %s, the proxy for %s", name, env["MESHER_NODE_NAME"], peer, upstreams[i])
		}
		if mount := words(at(node, "volumes")); len(mount) != 1 || mount[0] != name+":/data" {
			t.Errorf("%s keeps its data in %v", name, mount)
		}
		if _, ok := volumes[name]; !ok {
			t.Errorf("there is no volume %s", name)
		}
		for setting, value := range env {
			t.Setenv(setting, strings.ReplaceAll(fmt.Sprint(value), "${PUBLIC_URL:-http://localhost:8080}", "http://localhost:8080"))
		}
		parses(t, name)
	}
	for name, service := range at(compose, "services").(map[string]any) {
		if build, ok := service.(map[string]any)["build"]; ok {
			if file := filepath.Join(deployments, fmt.Sprint(at(build, "context")), fmt.Sprint(at(build, "dockerfile"))); !isFile(file) {
				t.Errorf("%s is built by %s, which is not there", name, file)
			}
		}
		for _, mount := range words(service.(map[string]any)["volumes"]) {
			source, _, _ := strings.Cut(mount, ":")
			if _, ok := volumes[source]; !ok && !isFile(deployments+source) {
				t.Errorf("%s mounts %s, which is not there", name, source)
			}
		}
	}
}
