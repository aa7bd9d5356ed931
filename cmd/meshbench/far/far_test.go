package far

import (
	"errors"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// The far side in these tests is this program. Instead of its address it prints
// its arguments.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == Command {
		err := Serve(workload.Peer{Far: func() (string, error) {
			if os.Args[2] == "mute" {
				return "", errors.New("can't listen")
			}
			return os.Args[2] + " " + strconv.Itoa(runtime.GOMAXPROCS(0)) + " " + os.Getenv("GOGC"), nil
		}}, os.Stdin, os.Stdout)
		if err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// found returns a measurement that keeps the address.
func found(address *string) func(string) (workload.Figures, error) {
	return func(a string) (workload.Figures, error) {
		*address = a
		return workload.Figures{workload.Rate: 7}, nil
	}
}

func TestPair(t *testing.T) {
	here := strconv.Itoa(runtime.GOMAXPROCS(0))
	t.Setenv("GOGC", "100")
	var at string
	for name, c := range map[string]struct {
		measure func(func(string) (workload.Figures, error)) (workload.Figures, error)
		want    string
		memory  bool
	}{
		"plain":  {Pair("some").Measure, "some " + here + " 100", false},
		"one":    {Pair("some").OnOneProcessor, "some 1 100", false},
		"memory": {Pair("some").WithMemory, "some " + here + " 100", true},
		"lazy":   {Pair("some").WithLazyGC, "some " + here + " 400", true},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := c.measure(found(&at))
			if err != nil || at != c.want || f[workload.Rate] != 7 {
				t.Errorf("found %v at %q, error %v; want it at %q", f, at, err, c.want)
			}
			memory := f[workload.SenderPeak] > 1<<20 && f[workload.ReceiverPeak] > 1<<20
			if memory != (c.memory && runtime.GOOS == "linux") {
				t.Errorf("figures are %v", f)
			}
		})
	}
	if got := strconv.Itoa(runtime.GOMAXPROCS(0)); got != here {
		t.Errorf("left with GOMAXPROCS=%s, want %s again", got, here)
	}
}

func TestFailures(t *testing.T) {
	broken := errors.New("broken")
	_, err := Pair("some").WithMemory(func(string) (workload.Figures, error) { return nil, broken })
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the measurement", err)
	}
	_, err = Start("mute")
	if err == nil || !strings.Contains(err.Error(), "far side of mute") {
		t.Errorf("error %v, want that there is no far side", err)
	}
}

// The far side must not outlive a killed measurement.
func TestServeEndsWithItsLife(t *testing.T) {
	life, kill := io.Pipe()
	heard, says := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(workload.Peer{Far: func() (string, error) { return "here", nil }}, life, says)
		says.Close()
	}()
	address := make([]byte, len("\"here\"\n"))
	if _, err := io.ReadFull(heard, address); err != nil || string(address) != "\"here\"\n" {
		t.Fatalf("said %q, error %v", address, err)
	}
	kill.Close()
	if _, err := io.Copy(io.Discard, heard); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
