package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"
)

//go:embed static
var assets embed.FS

// A StaticFile is a file that pages refer to.
type StaticFile struct {
	Type  string // its Content-Type
	Bytes []byte
}

// Static finds a file by its name; fs.ErrNotExist when there is none.
func Static(name string) (StaticFile, error) {
	content, err := assets.ReadFile(path.Join("static", path.Base(name)))
	if err != nil {
		return StaticFile{}, err
	}
	return StaticFile{Type: contentType(name), Bytes: content}, nil
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
