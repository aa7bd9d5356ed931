package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/mesh-actors/mesh/mesher"
)

// password is how a command gets a password: from a flag, made up, or from
// standard input, with a prompt if that is a terminal.
type password struct {
	Password string `env:"MESHER_PASSWORD" placeholder:"PASSWORD" help:"At least 10 characters; else it is read from the standard input. In the environment, others on the machine don't see it."`
	Generate bool   `help:"Make one up, and show it this once."`
}

// choose returns the password; made is empty unless it was made up.
func (p password) choose(stdin, stderr *os.File) (chosen, made string, err error) {
	switch {
	case p.Generate:
		made = mesher.NewSecret("").Reveal()
		return made, made, nil
	case p.Password != "":
		return p.Password, "", nil
	case term.IsTerminal(int(stdin.Fd())):
		chosen, err = typed(stdin, stderr)
		return chosen, "", err
	}
	line, err := bufio.NewReader(io.LimitReader(stdin, 4<<10)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", "", fmt.Errorf("read the password: %w", err)
	}
	if chosen = strings.TrimRight(line, "\r\n"); chosen == "" {
		return "", "", errors.New("there is no password: pipe one in, set MESHER_PASSWORD, or have one made up with --generate")
	}
	return chosen, "", nil
}

// typed asks twice, as people don't see what they type.
func typed(stdin, stderr *os.File) (string, error) {
	var answers [2]string
	for i, question := range []string{"Password: ", "Again: "} {
		fmt.Fprint(stderr, question)
		b, err := term.ReadPassword(int(stdin.Fd()))
		fmt.Fprintln(stderr)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		answers[i] = string(b)
	}
	if answers[0] != answers[1] {
		return "", errors.New("these are two passwords; try again")
	}
	return answers[0], nil
}
