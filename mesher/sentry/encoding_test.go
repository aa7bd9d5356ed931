package sentry

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/mesh-actors/mesh/mesher"
)

func TestEncodings(t *testing.T) {
	var d Decompressor
	plain := fixture(t, "node.envelope")
	// Twice each: the second time with a decoder from the pool.
	for _, encoding := range []string{"", "identity", "UTF-8", "gzip", " GZIP ", "x-gzip", "deflate", "br", "zstd", "gzip", "deflate", "br", "zstd"} {
		kind := strings.ToLower(strings.TrimSpace(encoding))
		body, err := d.Open(bytes.NewReader(compress(t, kind, plain)), encoding)
		if err != nil {
			t.Errorf("%q: %v", encoding, err)
			continue
		}
		got, err := io.ReadAll(body)
		if err := errors.Join(err, body.Close()); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%q: %d bytes, %v; want %d", encoding, len(got), err, len(plain))
		}
	}
}

func TestEncodingsRefuse(t *testing.T) {
	var d Decompressor
	for _, encoding := range []string{"compress", "gzip, br", "sz"} {
		if _, err := d.Open(strings.NewReader("x"), encoding); mesher.KindOf(err) != mesher.Invalid {
			t.Errorf("%q: %v, want Invalid", encoding, err)
		}
	}
	for _, encoding := range []string{"gzip", "deflate", "br", "zstd"} {
		packed := compress(t, encoding, fixture(t, "node.envelope"))
		flipped := bytes.Clone(packed)
		flipped[len(flipped)/2] ^= 0xff
		for about, in := range map[string][]byte{"other data": []byte("hello, hello, hello"), "half": packed[:len(packed)/2], "damaged": flipped} {
			if got, err := open(&d, in, encoding); mesher.KindOf(err) != mesher.Invalid {
				t.Errorf("%s under %s: %d bytes, %v; want Invalid", about, encoding, len(got), err)
			}
		}
		// The decoders that met this must still work for the next request.
		if got, err := open(&d, packed, encoding); err != nil {
			t.Errorf("%s afterwards: %d bytes, %v", encoding, len(got), err)
		}
	}
}

func open(d *Decompressor, in []byte, encoding string) ([]byte, error) {
	body, err := d.Open(bytes.NewReader(in), encoding)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// A gigabyte of zeros is small on the wire. In every encoding no more than the
// limit comes out, and it ends in TooLarge.
func TestBombs(t *testing.T) {
	for _, encoding := range []string{"gzip", "deflate", "br", "zstd"} {
		t.Run(encoding, func(t *testing.T) {
			var d Decompressor
			r, w := io.Pipe()
			written := make(chan struct{})
			go func() {
				defer close(written)
				z := compressor(t, encoding, w)
				_, err := io.CopyN(z, zeros{}, 1<<30)
				w.CloseWithError(errors.Join(err, z.Close()))
			}()
			defer func() {
				r.Close() // the writer stops as soon as nobody reads
				<-written
			}()
			body, err := d.Open(r, encoding)
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			n, err := io.Copy(io.Discard, body)
			if n != MaxDecompressed || mesher.KindOf(err) != mesher.TooLarge {
				t.Errorf("%d bytes came out, then %v; want %d and TooLarge", n, err, MaxDecompressed)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestTooMuchBeforeDecompression(t *testing.T) {
	var d Decompressor
	body, err := d.Open(io.LimitReader(zeros{}, MaxCompressed+1), "")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, body); n != MaxCompressed || mesher.KindOf(err) != mesher.TooLarge {
		t.Errorf("%d bytes, %v; want %d and TooLarge", n, err, MaxCompressed)
	}
	body, err = d.Open(io.LimitReader(zeros{}, MaxCompressed), "")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, body); n != MaxCompressed || err != nil {
		t.Errorf("%d bytes, %v; want all %d", n, err, MaxCompressed)
	}
}

// The window is memory that the sender makes us hold.
func TestWindowOfZstdIsBounded(t *testing.T) {
	var d Decompressor
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithWindowSize(64<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(z, zeros{}, 1<<20); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(z.Flush(), z.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := open(&d, b.Bytes(), "zstd"); mesher.KindOf(err) != mesher.TooLarge {
		t.Errorf("got %v, want TooLarge", err)
	}
}

func FuzzDecompressor(f *testing.F) {
	encodings := []string{"gzip", "deflate", "br", "zstd"}
	for i, encoding := range encodings {
		f.Add(compress(f, encoding, []byte(`{"message":"hello, hello, hello"}`)), uint8(i))
	}
	var d Decompressor
	f.Fuzz(func(t *testing.T, in []byte, which uint8) {
		body, err := d.Open(bytes.NewReader(in), encodings[int(which)%len(encodings)])
		if err == nil {
			_, err = io.Copy(io.Discard, io.LimitReader(body, 1<<20))
			body.Close()
		}
		if _, ok := errors.AsType[*mesher.Error](err); err != nil && !ok {
			t.Errorf("an error that is not for clients: %v", err)
		}
	})
}

func FuzzStoreBody(f *testing.F) {
	f.Add([]byte(`{"message":"x"}`))
	f.Add([]byte("eJyrVspNLS5OTE9VslKqUKoFAC0FBQk="))
	f.Fuzz(func(t *testing.T, in []byte) {
		plain, err := StoreBody(in)
		if err != nil && mesher.KindOf(err) == mesher.Internal {
			t.Errorf("an error that is not for clients: %v", err)
		}
		if err == nil && len(plain) > max(len(in), mesher.MaxEventSize) {
			t.Errorf("%d bytes from %d", len(plain), len(in))
		}
	})
}

func BenchmarkDecompressor(b *testing.B) {
	var d Decompressor
	for _, encoding := range []string{"gzip", "br", "zstd"} {
		in := compress(b, encoding, fixture(b, "python.envelope"))
		b.Run(encoding, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := open(&d, in, encoding); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
