package spool

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asVictim names the variable that makes the test program append to the folder in
// its value, until it is killed.
const asVictim = "SPOOL_TEST_VICTIM"

// Several appenders, which print what they were answered.
func appendUntilKilled(dir string) {
	s, err := Open(dir, Config{SegmentBytes: 4 << 10})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for worker := range 4 {
		go func() {
			for n := 0; ; n++ {
				record := fmt.Sprintf("%d/%d/%d", os.Getpid(), worker, n)
				if err := s.Append([]byte(record + strings.Repeat(".", n%500))); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				os.Stdout.WriteString(record + "\n") // one write: a kill leaves whole lines
			}
		}()
	}
	select {}
}

// Killed in the middle of its appends, again and again: answered records are
// there, once.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	var answered []string
	for round := range 8 {
		answered = append(answered, appendAndKill(t, dir, 50+37*round)...)
	}
	s := open(t, dir, Config{Report: func(d Damage) {
		if !d.Tail {
			t.Errorf("damage %+v", d)
		}
	}})
	kept := make(map[string]int)
	for _, r := range s.drain(t, 100) {
		kept[strings.TrimRight(r, ".")]++
	}
	for _, r := range answered {
		if kept[r] != 1 {
			t.Errorf("record %s was answered, and is there %d times", r, kept[r])
		}
	}
	if n := files(t, dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

// appendAndKill lets a victim append until it was answered so often, and returns
// everything it was answered until it was dead.
func appendAndKill(t *testing.T, dir string, answers int) (answered []string) {
	t.Helper()
	victim := exec.Command(os.Args[0])
	victim.Env = append(os.Environ(), asVictim+"="+dir)
	victim.Stderr = t.Output()
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		answered = append(answered, lines.Text())
		if len(answered) == answers {
			victim.Process.Kill()
		}
	}
	victim.Wait()
	if own := strconv.Itoa(victim.Process.Pid) + "/"; len(answered) < answers || !slices.ContainsFunc(answered, func(r string) bool { return strings.HasPrefix(r, own) }) {
		t.Fatalf("the victim was answered %d times", len(answered))
	}
	return answered
}
