package mesher_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

func TestASecretIsNotPrinted(t *testing.T) {
	s := mesher.NewSecret(mesher.TokenPrefix)
	if !strings.HasPrefix(s.Reveal(), "mshu_") || len(s.Reveal()) != len("mshu_")+43 {
		t.Fatalf("a token is %q", s.Reveal())
	}
	var printed bytes.Buffer
	holder := struct{ S mesher.Secret }{s}
	fmt.Fprintf(&printed, "%v %+v %#v %s %q %x %v %+v", s, s, s, s, s, s, holder, &holder)
	slog.New(slog.NewTextHandler(&printed, nil)).Info("login", "secret", s, "holder", holder)
	slog.New(slog.NewJSONHandler(&printed, nil)).Info("login", "secret", s, "holder", holder)
	json.NewEncoder(&printed).Encode(holder)
	if hidden := s.Reveal()[5:]; strings.Contains(printed.String(), hidden) || strings.Contains(printed.String(), fmt.Sprintf("%x", hidden)) {
		t.Errorf("a secret was printed:\n%s", &printed)
	}
	if mesher.SecretOf(s.Reveal()).Digest() != s.Digest() || mesher.NewSecret("").Digest() == s.Digest() {
		t.Error("a digest does not tell secrets apart")
	}
}
