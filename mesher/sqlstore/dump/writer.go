package dump

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/mesh-actors/mesh/mesher"
)

// A Writer is a [Sink] that makes a file. Until the file is complete it has
// another name, under which a new Writer resumes after a kill.
type Writer struct {
	path  string
	file  *os.File
	out   frameWriter
	meter meter

	begun []([sha256.Size]byte) // digests of the parts that were there already
	taken int
}

// unfinishedSuffix ends the name of an unfinished file.
const unfinishedSuffix = ".unfinished"

// NewWriter makes a file at a path, readable by its owner only, or resumes one
// that was begun; Conflict if the file exists already. The caller closes it.
func NewWriter(path string, report Report) (*Writer, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, mesher.Errorf(mesher.Conflict, "%s is there already: remove it, or choose another name", path)
	}
	file, err := os.OpenFile(path+unfinishedSuffix, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return &Writer{path: path, file: file, out: newFrameWriter(file), meter: meter{report: report}}, nil
}

// Begin implements [Sink].
func (w *Writer) Begin(_ context.Context, h Header) error {
	w.meter.All = h.Rows
	end, err := w.review()
	if err != nil {
		return err
	}
	// The part that a kill cut short is written again.
	if err := w.file.Truncate(end); err != nil {
		return err
	}
	if _, err := w.file.Seek(end, io.SeekStart); err != nil {
		return err
	}
	if end > 0 {
		return nil
	}
	if _, err := io.WriteString(w.file, magic); err != nil {
		return err
	}
	return w.writeJSON(headerFrame, h)
}

// review reads the parts that are there, and returns where the last whole one
// ends.
func (w *Writer) review() (end int64, err error) {
	r := newFrameReader(w.file)
	info, err := w.file.Stat()
	if err != nil || info.Size() < int64(len(magic)) {
		return 0, err
	}
	h, err := r.header()
	if errors.Is(err, errTorn) {
		return 0, nil
	}
	if err == nil {
		err = h.check()
	}
	if err != nil {
		return 0, fmt.Errorf("go on with %s: %w", w.file.Name(), err)
	}
	end = r.at
	for {
		f, err := r.next()
		if err != nil || f.kind != partFrame {
			return end, nil
		}
		w.begun = append(w.begun, sha256.Sum256(f.body))
		end = r.at
	}
}

// Take implements [Sink]; Conflict if the part differs from the one that was
// there.
func (w *Writer) Take(_ context.Context, p Part) error {
	w.taken++
	before := w.taken <= len(w.begun)
	switch {
	case !before:
		if err := w.out.write(partFrame, p.body, p.Digest); err != nil {
			return err
		}
	case w.begun[w.taken-1] != p.Digest:
		return w.changed()
	}
	w.meter.passed(p, before)
	return nil
}

func (w *Writer) changed() error {
	return mesher.Errorf(mesher.Conflict, "the database has changed since %s was begun: remove that, and export again", w.file.Name())
}

// End implements [Sink]: when it returns, the file is on the disk and has its own
// name. Should a power cut undo the renaming, exporting again restores it at
// once.
func (w *Writer) End(_ context.Context, t Totals) error {
	if w.taken < len(w.begun) {
		return w.changed()
	}
	if err := w.writeJSON(endFrame, t); err != nil {
		return err
	}
	if err := errors.Join(w.file.Sync(), w.file.Close()); err != nil {
		return err
	}
	return os.Rename(w.file.Name(), w.path)
}

func (w *Writer) writeJSON(kind byte, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return w.out.write(kind, body, sha256.Sum256(body))
}

// Close closes the file, complete or not.
func (w *Writer) Close() error {
	if err := w.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
