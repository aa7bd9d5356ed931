package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// One command runs three nodes that are one Mesher, and stops them.
func TestThreeNodes(t *testing.T) {
	script := exec.Command("sh", deployments+"three-nodes.sh")
	place, http := vacantFrom(t, 0, 1, 2), vacantFrom(t, 0, 1, 2, 10, 11, 12, 20, 21, 22)
	dir := t.TempDir()
	t.Setenv("MESHER_COOKIE_FILE", dir+"/cookie")
	t.Setenv("MESHER_NODE_NAME", fmt.Sprint("127.0.0.1:", place))
	script.Env = append(os.Environ(), asMesher+"=1", "MESHER="+os.Args[0], fmt.Sprint("PLACE=", place), fmt.Sprint("MESHER_HTTP_PORT=", http), "MESHER_DATA_DIR="+dir,
		"MESHER_DATABASE_URL="+pgtest.Start(t, "fsync=off").NewDatabase(t))
	script.Stderr = t.Output()
	out, err := script.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := script.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	t.Cleanup(func() {
		if !ended {
			script.Process.Signal(syscall.SIGTERM)
			script.Wait()
		}
	})
	lines := bufio.NewScanner(out)
	for greeted := 0; greeted < 3; {
		if !lines.Scan() {
			t.Fatal("it ended before three nodes had greeted")
		}
		if strings.Contains(lines.Text(), "mesher send") {
			greeted++
		}
	}
	var status mesher.ClusterStatus
	for len(status.Nodes) < 3 {
		status = mesher.ClusterStatus{}
		read(t, &status, "cluster", "status", "--json")
	}
	if err := script.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	script.Wait()
	ended = true
	ask(t, 1, "cluster", "status")
}

// vacantFrom is a port from which on those so much higher are vacant.
func vacantFrom(t *testing.T, offsets ...int) int {
	t.Helper()
	for {
		_, port, err := net.SplitHostPort(vacant(t))
		if err != nil {
			t.Fatal(err)
		}
		first, err := strconv.Atoi(port)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(offsets, func(n int) bool { return taken(first + n) }) {
			return first
		}
	}
}

func taken(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprint(":", port))
	if err == nil {
		l.Close()
	}
	return err != nil
}
