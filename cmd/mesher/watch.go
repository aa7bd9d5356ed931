package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/dist/observe/draw"
)

// clusterWatch is the command that keeps showing the state of the nodes.
type clusterWatch struct {
	Every time.Duration `default:"1s" placeholder:"DURATION" help:"How often (${default})."`
	Times int           `placeholder:"NUMBER" help:"Stop after so many; else when told to."`
}

// Validate is called by kong.
func (w clusterWatch) Validate() error {
	if w.Every < 100*time.Millisecond {
		return fmt.Errorf("--every must be 100ms or more, not %v", w.Every)
	}
	return nil
}

// Run shows until the process is told to stop.
func (w clusterWatch) Run(p *program, stdout io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return p.Cluster.attached(ctx, func(ctx context.Context, o *observe.Observer) error {
		tick := time.NewTicker(w.Every)
		defer tick.Stop()
		var s sight
		for n := 1; ; n++ {
			if err := show(stdout, s.look(ctx, o), widthOf(stdout)); err != nil {
				return err
			}
			if n == w.Times {
				return nil
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return nil
			}
		}
	})
}

// A sight is what was seen last, to show what has changed since.
type sight struct {
	links []observe.Link
	at    time.Time
}

// look draws the state of the nodes, and the traffic of the attached node's
// connections. If the node can't be asked, it draws that: the node may be back in
// a moment.
func (s *sight) look(ctx context.Context, o *observe.Observer) []byte {
	var b bytes.Buffer
	reports, err := o.Survey(ctx)
	if err == nil {
		draw.Nodes(&b, reports)
		var links observe.List[observe.Link]
		if links, err = linksOf(ctx, o, ""); err == nil {
			now := time.Now()
			fmt.Fprintf(&b, "\nfrom %s\n", reports[0].Name)
			draw.Traffic(&b, links.Items, s.links, now.Sub(s.at))
			s.links, s.at = links.Items, now
		}
	}
	if err != nil {
		fmt.Fprintf(&b, "%v; it is tried again\n", err)
	}
	return b.Bytes()
}

// wipe moves a terminal's cursor to the upper left, and clears from there on.
const wipe = "\x1b[H\x1b[J"

// widthOf returns how many columns a terminal has now; 0: not a terminal.
func widthOf(to io.Writer) int {
	file, ok := to.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// show prints a picture: on a terminal of that width in place of the last one,
// otherwise below it.
func show(to io.Writer, picture []byte, width int) error {
	stamp := time.Now().Format(time.TimeOnly) + "\n"
	if width > 0 {
		stamp, picture = wipe+stamp, trim(picture, width)
	}
	_, err := to.Write(append([]byte(stamp), append(picture, '\n')...))
	return err
}

// trim cuts off what does not fit a terminal: wrapped lines would spoil the
// columns.
func trim(picture []byte, width int) []byte {
	lines := strings.Split(string(picture), "\n")
	for i, line := range lines {
		if r := []rune(line); len(r) > width {
			lines[i] = string(r[:width-1]) + "…"
		}
	}
	return []byte(strings.Join(lines, "\n"))
}
