package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
)

//go:embed static
var assets embed.FS

// Static is the files that pages refer to, by their names.
func Static() fs.FS {
	files, err := fs.Sub(assets, "static")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return files
}

// staticPath is where a page finds a file. It carries a digest of the content,
// so that a browser may keep the file for ever and still sees a new one.
func staticPath(name string) (string, error) {
	content, err := fs.ReadFile(Static(), name)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256(content)
	return "/static/" + name + "?v=" + hex.EncodeToString(digest[:6]), nil
}
