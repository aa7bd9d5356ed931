package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/mesher"
)

// setupSecrets returns the secrets that open the set-up of a cluster. Nodes
// derive them from the secret that they share and from their database, so that
// the link that one node prints opens any of them, whichever a proxy leads to.
// While nodes change from one secret to the next, both are valid.
//
// There are none for a program that is alone, nor if the cluster's secret is so
// short that it might be guessed: whoever has seen a link could test guesses with
// it. Then each program has a link of its own.
func (p *program) setupSecrets(ctx context.Context) (secrets []mesher.Secret, err error) {
	if p.config.Cluster.Name == "" {
		return nil, nil
	}
	org, err := p.store.FirstOrg(ctx) // different in each database
	if err != nil {
		return nil, err
	}
	for _, shared := range p.config.Cluster.Cookies {
		if len(shared.Reveal()) < wire.StrongCookie {
			continue
		}
		drawn, err := hkdf.Key(sha256.New, []byte(shared.Reveal()), org.ID[:], "mesher: set-up link", sha256.Size)
		if err != nil {
			return nil, err
		}
		secrets = append(secrets, mesher.SecretOf(base64.RawURLEncoding.EncodeToString(drawn)))
	}
	return secrets, nil
}
