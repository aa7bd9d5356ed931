package dump

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/mesh-actors/mesh/mesher"
)

// Read sends the content of a file to a sink; Invalid if it is not a dump, is
// damaged, or ends early. The parts before that have then arrived.
func Read(ctx context.Context, from io.Reader, to Sink) error {
	r := newFrameReader(from)
	err := r.send(ctx, to)
	if errors.Is(err, errTorn) {
		return mesher.Errorf(mesher.Invalid, "the file ends early, after byte %d: copy it whole", r.at)
	}
	return err
}

func (r *frameReader) send(ctx context.Context, to Sink) error {
	h, err := r.header()
	if err != nil {
		return err
	}
	if err := h.check(); err != nil {
		return err
	}
	if err := to.Begin(ctx, h); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := r.next()
		if err != nil {
			return err
		}
		switch f.kind {
		case partFrame:
			part, err := readPart(f.body)
			if err != nil {
				return r.damaged(err.Error())
			}
			if err := to.Take(ctx, part); err != nil {
				return err
			}
		case endFrame:
			return r.end(ctx, f, to)
		default:
			return r.damaged(fmt.Sprintf("there is a piece of the unknown kind %q", f.kind))
		}
	}
}

func (r *frameReader) end(ctx context.Context, f frame, to Sink) error {
	var totals Totals
	if err := json.Unmarshal(f.body, &totals); err != nil {
		return r.damaged(fmt.Sprintf("the end can't be read: %v", err))
	}
	if _, err := r.from.ReadByte(); err != io.EOF {
		return r.damaged("something follows the end")
	}
	return to.End(ctx, totals)
}
