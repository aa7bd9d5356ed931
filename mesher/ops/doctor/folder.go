package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Folder checks whether files can be made in a folder, or where it will be made,
// and whether others on the machine may read it.
func Folder(subject, dir string) Finding {
	f := Finding{Subject: subject, State: OK, Says: dir + " can be written to"}
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		f.Says = dir + " will be made"
		if err = tryToWrite(Existing(dir)); err == nil {
			return f
		}
	}
	if err == nil {
		err = tryToWrite(dir)
	}
	if err != nil {
		f.State, f.Says, f.Do = Wrong, err.Error(), "let the user who runs the server write there, or choose another folder with --data-dir"
		return f
	}
	if info.Mode().Perm()&0o077 != 0 {
		f.State, f.Says, f.Do = Warning, fmt.Sprintf("%s is open to other users of this machine", dir), "chmod 700 "+dir
	}
	return f
}

// Existing returns the folder itself, or the nearest parent that exists.
func Existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

func tryToWrite(dir string) error {
	file, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString("a test")
	return errors.Join(err, file.Sync(), file.Close())
}
