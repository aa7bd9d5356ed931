package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
)

//go:embed static
var assets embed.FS

// A StaticFile is a file that pages refer to.
type StaticFile struct {
	Type  string // its Content-Type
	Bytes []byte
	Gzip  []byte // the same, compressed
}

// statics are all such files. They are compressed once, when the program starts:
// whoever asks for one costs no more than sending it.
var statics = readStatics()

func readStatics() map[string]StaticFile {
	found, err := assets.ReadDir("static")
	if err != nil {
		panic(err) // they are in the program
	}
	files := make(map[string]StaticFile, len(found))
	for _, f := range found {
		content, err := assets.ReadFile(path.Join("static", f.Name()))
		if err != nil {
			panic(err)
		}
		files[f.Name()] = StaticFile{Type: contentType(f.Name()), Bytes: content, Gzip: compressed(content)}
	}
	return files
}

func compressed(content []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level there is
	z.Write(content)                                      // into memory, which does not fail
	z.Close()
	return b.Bytes()
}

// Static finds a file by its name; fs.ErrNotExist when there is none.
func Static(name string) (StaticFile, error) {
	file, ok := statics[name]
	if !ok {
		return StaticFile{}, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return file, nil
}

// contentType is what a file is. The machine's own table, which the mime package
// asks, differs from one to the next.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}

// staticPath is where a page finds a file. It carries a digest of the content,
// so that a browser may keep the file for ever and still sees a new one.
func staticPath(name string) (string, error) {
	file, err := Static(name)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256(file.Bytes)
	return "/static/" + name + "?v=" + hex.EncodeToString(digest[:6]), nil
}
