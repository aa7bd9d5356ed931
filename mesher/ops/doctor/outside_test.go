package doctor_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/mesh-actors/mesh/mesher/ops/doctor"
)

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	private, open, file := dir+"/private", dir+"/open", dir+"/file"
	if err := errors.Join(os.Mkdir(private, 0o700), os.Mkdir(open, 0o755), os.WriteFile(file, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]doctor.State{
		private: doctor.OK, open: doctor.Warning, file: doctor.Wrong, private + "/to/come": doctor.OK, file + "/below": doctor.Wrong,
	} {
		if f := doctor.Folder("data", name); f.State != want || f.Says == "" {
			t.Errorf("%s: %+v, want %s", name, f, want)
		}
	}
	if left, err := filepath.Glob(private + "/*"); len(left) > 0 || err != nil {
		t.Errorf("it left %v behind, %v", left, err)
	}
}

func TestFree(t *testing.T) {
	free, err := doctor.Free(t.TempDir())
	if err == nil && free <= 0 {
		t.Errorf("%d bytes are free, %v", free, err)
	}
	if _, err := doctor.Free("/no/such/folder"); err == nil {
		t.Error("a folder that is not there has room")
	}
}

func TestPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	if f := doctor.Port(t.Context(), "port", address, false); f.State != doctor.Wrong || f.Do == "" {
		t.Errorf("a port that is taken: %+v", f)
	}
	if f := doctor.Port(t.Context(), "port", address, true); f.State != doctor.OK {
		t.Errorf("the server's own port: %+v", f)
	}
	if f := doctor.Port(t.Context(), "port", "127.0.0.1:0", false); f.State != doctor.OK {
		t.Errorf("any port: %+v", f)
	}
}
