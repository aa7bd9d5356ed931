package draw

import (
	"fmt"
	"io"
	"strings"

	"github.com/mesh-actors/mesh/dist/observe"
)

// Processes draws a page of processes, and says how many there are.
func Processes(to io.Writer, page observe.List[observe.Process]) error {
	t := tableOf("PROCESS", "NAME", "KIND", "STATE", ">MAILBOX", ">MESSAGES", ">LINKS", ">WATCHES", ">WATCHED")
	for _, p := range page.Items {
		t.add(local(p.PID.String()), strings.Join(p.Names, ", "), p.Kind, string(p.State),
			count(p.Mailbox), count(p.Messages), count(p.Links), count(p.Watching), count(p.Watchers))
	}
	return withRest(to, t, page.Total, "processes")
}

// Names draws a page of names.
func Names(to io.Writer, page observe.List[observe.Name]) error {
	t := tableOf("NAME", "PROCESS")
	for _, n := range page.Items {
		t.add(n.Name, n.PID.String())
	}
	return withRest(to, t, page.Total, "names")
}

// withRest writes a table and, if it is a page of a longer list, that list's
// length.
func withRest(to io.Writer, t *table, total int, what string) error {
	if err := t.write(to); err != nil || len(t.rows) >= total {
		return err
	}
	_, err := fmt.Fprintf(to, "%d of %d %s\n", len(t.rows), total, what)
	return err
}

// local returns the part of a PID that is unique on its node: <4000001> of
// <shop@10.0.0.1:4369#5/4000001>.
func local(pid string) string {
	if i := strings.LastIndexByte(pid, '/'); i >= 0 {
		return "<" + pid[i+1:]
	}
	return pid
}
