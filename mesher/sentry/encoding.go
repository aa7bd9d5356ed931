package sentry

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/mesh-actors/mesh/mesher"
)

// Bounds of one request, before and after decompression.
const (
	MaxCompressed   = 20 << 20
	MaxDecompressed = 100 << 20
)

// maxWindow bounds the memory that a zstd stream may make its reader keep; the
// format would allow gigabytes. RFC 8878 recommends supporting this size.
const maxWindow = 8 << 20

// A Decompressor opens the bodies of requests in the encodings that SDKs use. Its
// zero value is ready for use, by any number of goroutines. It keeps closed
// decoders, because making one costs more than a small body.
type Decompressor struct {
	gzips, zlibs, brotlis, zstds sync.Pool
}

// Open returns the decompressed body of r, which came with this Content-Encoding.
// The reader fails with a [mesher.Error]: TooLarge beyond [MaxCompressed] or
// [MaxDecompressed], Invalid if the data is damaged. Closing it does not close r.
// An unknown encoding is Invalid.
func (d *Decompressor) Open(r io.Reader, encoding string) (io.ReadCloser, error) {
	b := &body{source: &capped{r: r, left: MaxCompressed, what: "compressed"}}
	var err error
	switch encoding = strings.ToLower(strings.TrimSpace(encoding)); encoding {
	case "", "identity", "utf-8": // the last is a mistake that some SDKs make
		b.plain.r = b.source
	case "gzip", "x-gzip":
		err = b.gzip(&d.gzips)
	case "deflate":
		err = b.zlib(&d.zlibs)
	case "br":
		err = b.brotli(&d.brotlis)
	case "zstd":
		err = b.zstd(&d.zstds)
	default:
		return nil, mesher.Errorf(mesher.Invalid, "the encoding %.64q is none of gzip, deflate, br, zstd", encoding)
	}
	if err != nil {
		b.Close()
		return nil, damaged(err)
	}
	b.plain.left, b.plain.what = MaxDecompressed, "decompressed"
	return b, nil
}

// A body is bounded both before and after its decoder.
type body struct {
	source  *capped
	plain   capped
	release func() // puts the decoder back; nil when there is none
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.plain.Read(p)
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

// Close gives the decoder back. The body must not be read afterwards.
func (b *body) Close() error {
	if b.release != nil {
		b.release()
		b.release = nil
	}
	// A decoder in the pool must not hold on to a request.
	b.source.r, b.plain.r = strings.NewReader(""), strings.NewReader("")
	return nil
}

func (b *body) gzip(pool *sync.Pool) (err error) {
	z, ok := pool.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	b.plain.r, b.release = z, func() { pool.Put(z) }
	return z.Reset(b.source)
}

func (b *body) zlib(pool *sync.Pool) (err error) {
	z, ok := pool.Get().(io.ReadCloser)
	if ok {
		err = z.(zlib.Resetter).Reset(b.source, nil)
	} else if z, err = zlib.NewReader(b.source); err != nil {
		return err
	}
	b.plain.r, b.release = z, func() { pool.Put(z) }
	return err
}

func (b *body) brotli(pool *sync.Pool) error {
	z, ok := pool.Get().(*brotli.Reader)
	if !ok {
		z = new(brotli.Reader)
	}
	b.plain.r, b.release = z, func() { pool.Put(z) }
	return z.Reset(b.source)
}

func (b *body) zstd(pool *sync.Pool) (err error) {
	z, ok := pool.Get().(*zstd.Decoder)
	if !ok {
		// Concurrency 1 decodes in Read, without goroutines to stop.
		z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return err
		}
	}
	b.plain.r, b.release = z, func() {
		if z.Reset(nil) == nil {
			pool.Put(z)
		}
	}
	return z.Reset(b.source)
}

// damaged turns a decoder's error into one for the client.
func damaged(err error) error {
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return mesher.Errorf(mesher.TooLarge, "the body asks for a zstd window of more than %d bytes", maxWindow)
	}
	if e, ok := errors.AsType[*mesher.Error](err); ok {
		return e
	}
	return &mesher.Error{Kind: mesher.Invalid, Message: "the body cannot be read or decompressed", Err: err}
}

// capped reads up to a limit and fails beyond it; ending quietly there would
// truncate a large event.
type capped struct {
	r    io.Reader
	left int64
	what string
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, mesher.Errorf(mesher.TooLarge, "the body is too large %s", c.what)
	}
	// One byte more than allowed shows that a body is too large.
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return n - 1, mesher.Errorf(mesher.TooLarge, "the body is too large %s", c.what)
	}
	return n, err
}

// readAll reads everything, up to limit bytes.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	var b bytes.Buffer
	_, err := b.ReadFrom(&capped{r: r, left: limit, what: "decompressed"})
	return b.Bytes(), err
}
