package main

import (
	"fmt"
	"strings"
	"testing"
)

// The parts of the Kubernetes manifest match each other, and the program.
func TestKubernetes(t *testing.T) {
	manifest := readYAML(t, "kubernetes.yaml")
	set := kind(t, manifest, "StatefulSet")
	pod := at(set, "spec", "template", "spec")
	container := at(pod, "containers", 0)
	ports := map[any]any{}
	for _, port := range at(container, "ports").([]any) {
		ports[at(port, "name")] = at(port, "containerPort")
	}
	if ports["http"] != 8080 || ports["node"] != 4369 {
		t.Errorf("the ports are %v", ports)
	}
	for probe, path := range map[string]string{"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"} {
		if got := at(container, probe, "httpGet", "path"); got != path || ports[at(container, probe, "httpGet", "port")] != 8080 {
			t.Errorf("%s asks %v", probe, at(container, probe, "httpGet"))
		}
	}
	labels := fmt.Sprint(at(set, "spec", "template", "metadata", "labels"))
	headless := ""
	for _, part := range manifest {
		switch at(part, "kind") {
		case "Service":
			if got := fmt.Sprint(at(part, "spec", "selector")); got != labels {
				t.Errorf("service %v selects %s, the pods are %s", at(part, "metadata", "name"), got, labels)
			}
			for _, port := range at(part, "spec", "ports").([]any) {
				if ports[at(port, "targetPort")] == nil {
					t.Errorf("service %v leads to %v", at(part, "metadata", "name"), port)
				}
			}
			if at(part, "spec", "clusterIP") == "None" && at(part, "spec", "publishNotReadyAddresses") == true {
				headless = fmt.Sprint(at(part, "metadata", "name"))
			}
		case "StatefulSet", "PodDisruptionBudget":
			if got := fmt.Sprint(at(part, "spec", "selector", "matchLabels")); got != labels {
				t.Errorf("%v selects %s, the pods are %s", at(part, "kind"), got, labels)
			}
		case "Ingress":
			backend := at(part, "spec", "rules", 0, "http", "paths", 0, "backend", "service")
			if at(backend, "name") != "mesher" || at(backend, "port", "name") != "http" {
				t.Errorf("the ingress leads to %v", backend)
			}
		default:
			t.Errorf("what is a %v?", at(part, "kind"))
		}
	}
	env := map[string]string{"POD_NAME": "mesher-0", "POD_NAMESPACE": "default", "MESHER_COOKIE": "x", "MESHER_DATABASE_URL": "postgres://a@b/c"}
	for _, setting := range at(container, "env").([]any) {
		if value := at(setting, "value"); value != nil {
			env[fmt.Sprint(at(setting, "name"))] = strings.NewReplacer("$(POD_NAME)", env["POD_NAME"], "$(POD_NAMESPACE)", env["POD_NAMESPACE"]).Replace(fmt.Sprint(value))
		} else if name := fmt.Sprint(at(setting, "name")); env[name] == "" {
			t.Errorf("nobody says what %s is", name)
		}
	}
	for _, name := range []string{"MESHER_NODE_NAME", "MESHER_PEERS"} {
		if where := headless + ".default.svc.cluster.local:4369"; headless == "" || !strings.HasSuffix(env[name], where) {
			t.Errorf("%s is %s, which is not at %s", name, env[name], where)
		}
	}
	if at(set, "spec", "serviceName") != headless {
		t.Errorf("the pods are named by %v, not by %s", at(set, "spec", "serviceName"), headless)
	}
	if mount := at(container, "volumeMounts", 0); at(mount, "mountPath") != env["MESHER_DATA_DIR"] ||
		at(mount, "name") != at(set, "spec", "volumeClaimTemplates", 0, "metadata", "name") {
		t.Errorf("%s is kept on %v", env["MESHER_DATA_DIR"], mount)
	}
	for name, value := range env {
		t.Setenv(name, value)
	}
	parses(t, "the pod")
}

// kind returns the only part of a manifest that is of a kind.
func kind(t *testing.T, manifest []map[string]any, kind string) (found map[string]any) {
	t.Helper()
	for _, part := range manifest {
		if part["kind"] == kind {
			found = part
		}
	}
	if found == nil {
		t.Fatalf("there is no %s", kind)
	}
	return found
}
