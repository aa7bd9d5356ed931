package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func TestStrangers(t *testing.T) {
	parser := kong.Must(&program{})
	for _, c := range []struct {
		environ []string
		want    []string
	}{
		{[]string{"PATH=/bin", "MESHER_DATABASE_URL=x", "MESHER_TOKEN=x", "MESHER_COOKIE=x", "MESHER_LOG_LEVEL=x"}, nil},
		{[]string{"MESHER_HTPP_PORT=80", "MESHER_DATABSE_URL=x"}, []string{"MESHER_DATABSE_URL", "MESHER_HTPP_PORT"}},
		{[]string{"MESHER_SERVICE_HOST=10.0.0.1", "MESHER_SERVICE_PORT_HTTP=80", "MESHER_PORT=tcp://10.0.0.1:80", "MESHER_PORT_80_TCP_ADDR=10.0.0.1"}, nil},
		{[]string{"MESHER_NODES_SERVICE_HOST=10.0.0.1", "MESHER_NODES_PORT_4369_TCP=x", "MESHER_PORT=x"}, []string{"MESHER_PORT"}},
	} {
		if got := strangers(parser.Model.Node, c.environ); !slices.Equal(got, c.want) {
			t.Errorf("of %q, %q are none", c.environ, got)
		}
	}
}

// A misspelt setting is reported, and no correct one is.
func TestMisspeltSetting(t *testing.T) {
	for name, told := range map[string]bool{"MESHER_DATABSE_URL": true, "MESHER_DATABASE_POOL": false} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "7")
			var stdout, stderr bytes.Buffer
			if status := run([]string{"version"}, &stdout, &stderr); status != 0 || strings.Contains(stderr.String(), name) != told {
				t.Errorf("status %d: %s", status, &stderr)
			}
		})
	}
}
