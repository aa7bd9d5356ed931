package dump

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	magic = "mshrdump"

	headerFrame = 'H'
	partFrame   = 'P'
	endFrame    = 'E'

	frameHead = 1 + 4 + sha256.Size
	// maxBody bounds a frame's body: a part ends with the row that fills it, and a
	// row is an event at most.
	maxBody = 64 << 20
)

// A frame is one piece of a file.
type frame struct {
	kind byte
	body []byte
}

// A frameWriter appends frames.
type frameWriter struct {
	to  io.Writer
	zip *zstd.Encoder
}

func newFrameWriter(to io.Writer) frameWriter {
	// It fails only on options that contradict each other.
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		panic(err)
	}
	return frameWriter{to, zip}
}

// write writes a frame at once, so that a kill leaves a beginning of it and
// nothing else.
func (w frameWriter) write(kind byte, body []byte, digest [sha256.Size]byte) error {
	packed := w.zip.EncodeAll(body, make([]byte, frameHead, frameHead+len(body)/2))
	packed[0] = kind
	binary.BigEndian.PutUint32(packed[1:], uint32(len(packed)-frameHead))
	copy(packed[5:], digest[:])
	_, err := w.to.Write(packed)
	return err
}

// A frameReader reads frames. at is where the next begins.
type frameReader struct {
	from   *bufio.Reader
	unzip  *zstd.Decoder
	packed bytes.Buffer
	at     int64
}

func newFrameReader(from io.Reader) *frameReader {
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxBody))
	if err != nil {
		panic(err)
	}
	return &frameReader{from: bufio.NewReaderSize(from, 1<<20), unzip: unzip}
}

// start reads the beginning of a file.
func (r *frameReader) start() error {
	var b [len(magic)]byte
	if _, err := io.ReadFull(r.from, b[:]); err != nil || string(b[:]) != magic {
		return mesher.Errorf(mesher.Invalid, "the file was not made by mesher export")
	}
	r.at = int64(len(magic))
	return nil
}

// errTorn says that a file ends within a frame, or that no frame follows.
var errTorn = errors.New("it ends early")

// next reads a frame; errTorn if there is no whole one.
func (r *frameReader) next() (frame, error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(r.from, head[:]); err != nil {
		return frame{}, torn(err)
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > maxBody {
		return frame{}, r.damaged("a piece would be too large")
	}
	r.packed.Reset() // it grows with the data, not by the length in the head
	if _, err := io.CopyN(&r.packed, r.from, int64(size)); err != nil {
		return frame{}, torn(err)
	}
	body, err := r.unzip.DecodeAll(r.packed.Bytes(), nil)
	if err != nil {
		return frame{}, r.damaged(err.Error())
	}
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], head[5:]) {
		return frame{}, r.damaged("a piece is not what was written")
	}
	r.at += int64(frameHead) + int64(size)
	return frame{head[0], body}, nil
}

func torn(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errTorn
	}
	return err
}

func (r *frameReader) damaged(how string) error {
	return mesher.Errorf(mesher.Invalid, "the file is damaged after byte %d: %s. Copy it anew, or export again", r.at, how)
}

// header reads the first frame.
func (r *frameReader) header() (h Header, err error) {
	if err := r.start(); err != nil {
		return h, err
	}
	f, err := r.next()
	if err != nil {
		return h, err
	}
	if f.kind != headerFrame {
		return h, r.damaged("there is no header")
	}
	if err := json.Unmarshal(f.body, &h); err != nil {
		return h, r.damaged(fmt.Sprintf("the header can't be read: %v", err))
	}
	return h, nil
}
