package proof

import (
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"strconv"
	"testing"

	"go.uber.org/goleak"
)

// asNode in its environment makes this binary a node.
const asNode = "MESH_PROOF_NODE"

func TestMain(m *testing.M) {
	if os.Getenv(asNode) != "" {
		serve()
		return
	}
	goleak.VerifyTestMain(m)
}

// serve is a node's life: it carries out commands, until its input ends.
func serve() {
	commands := rpc.NewServer()
	commands.Register(new(Site))
	commands.ServeCodec(jsonrpc.NewServerCodec(struct {
		io.Reader
		io.WriteCloser
	}{os.Stdin, os.Stdout}))
}

// scaled returns a test's size: small by default, and full with MESH_SCALE=100.
func scaled(t testing.TB, small, full int) int {
	t.Helper()
	s := os.Getenv("MESH_SCALE")
	if s == "" {
		return small
	}
	scale, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return max(small, full*min(scale, 100)/100)
}
