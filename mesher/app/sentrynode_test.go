package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// sentryNode is the SDK for Node.js under test, at a fixed version.
const sentryNode = "@sentry/node@9.46.0"

// The unmodified SDK for Node.js reports no problem, and what it sends arrives.
func TestSentryNode(t *testing.T) {
	modules := packages(t, sentryNode)
	p := launch(t, Config{})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	node := exec.CommandContext(ctx, "node", filepath.Join("testdata", "sentry-node.js"))
	node.Env = append(os.Environ(), "DSN="+p.address.key.DSN(p.address.local), "NODE_PATH="+modules)
	log, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, "[error]") || strings.Contains(line, "[warn]") {
			t.Errorf("the SDK says: %s", line)
		}
	}

	issues := p.issues(t)
	if len(issues) != 1 {
		t.Fatalf("%d issues came of it: %s", len(issues), log)
	}
	e, err := p.store.LatestEvent(t.Context(), issues[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Exceptions) != 1 || e.Exceptions[0].Type != "TypeError" || e.Exceptions[0].Value != "the cart is empty" {
		t.Fatalf("the exception is %+v", e.Exceptions)
	}
	frames := e.Exceptions[0].Frames
	if len(frames) == 0 || !strings.Contains(frames[0].Function+frames[len(frames)-1].Function, "placeOrder") {
		t.Errorf("the stack is %+v", frames)
	}
	crumbed := slices.ContainsFunc(e.Breadcrumbs, func(c mesher.Breadcrumb) bool { return c.Message == "the cart was opened" })
	if !crumbed || e.Tags["colour"] != "red" || e.Release != "shop@1.0" || e.Environment != "test" {
		t.Errorf("release %q, environment %q, tags %v, breadcrumbs %+v", e.Release, e.Environment, e.Tags, e.Breadcrumbs)
	}
	p.mustPassOver(t, "item_transaction", "item_session")
}

// mustPassOver waits until the ledger has these outcomes, of items that were
// answered and are of no use to us.
func (p *program) mustPassOver(t *testing.T, wanted ...mesher.Outcome) {
	t.Helper()
	until(t, "the ledger has what was passed over", func() bool {
		counts, err := p.store.Outcomes(t.Context(), p.address.key.ProjectID, time.Now().Add(-2*time.Hour), time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		found := make(map[mesher.Outcome]bool)
		for _, c := range counts {
			found[c.Outcome] = true
		}
		for _, w := range wanted {
			if !found[w] {
				return false
			}
		}
		return true
	})
}

// packages returns the folder of a package and its dependencies, which is fetched
// once and kept beside the caches of other programs. It exists only when
// complete: if the fetch is killed, or done by two processes at once, no harm is
// done.
func packages(t *testing.T, name string) (modules string) {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: %s is not installed, so the SDK for Node.js was not tried", program)
		}
	}
	caches, err := os.UserCacheDir()
	if err != nil {
		caches = os.TempDir()
	}
	caches = filepath.Join(caches, "mesher-test")
	folder := filepath.Join(caches, strings.NewReplacer("/", "-", "@", "").Replace(name)+"-whole")
	modules = filepath.Join(folder, "node_modules")
	if _, err := os.Stat(folder); err == nil {
		return modules
	}
	if err := os.MkdirAll(caches, 0o700); err != nil {
		t.Fatal(err)
	}
	begun, err := os.MkdirTemp(caches, "begun")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(begun) })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", begun, name)
	npm.WaitDelay = time.Second
	if out, err := npm.CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: %s could not be fetched, so the SDK for Node.js was not tried: %v %s", name, err, out)
	}
	if err := os.Rename(begun, folder); err != nil && !errors.Is(err, fs.ErrExist) { // another was quicker
		t.Fatal(err)
	}
	return modules
}
