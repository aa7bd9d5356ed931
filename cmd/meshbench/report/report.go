package report

import (
	"runtime"
	"time"
)

// A Report is one run of the program: where and how it was made, and its results.
type Report struct {
	Machine  Machine
	Started  time.Time
	Runs     int
	Scale    float64
	Judged   string   // the peer that bars are for
	Peers    []string // in the order to show them
	Results  []Result
	Failures []string // measurements that failed, and why
}

// Machine describes what figures depend on.
type Machine struct {
	Go         string `json:"go"`
	OS         string `json:"os"`
	Arch       string `json:"arch"`
	CPUs       int    `json:"cpus"`
	GOMAXPROCS int    `json:"gomaxprocs"`
}

// ThisMachine describes the machine it runs on.
func ThisMachine() Machine {
	return Machine{runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.GOMAXPROCS(0)}
}
