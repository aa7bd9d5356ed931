# `make` alone lists what there is. Go is all that these targets need; the race
# detector also wants a C compiler.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c

# Programs with dependencies of their own are modules of their own: what holds
# for one module is done for each.
MODULES := $(patsubst %/go.mod,%,$(shell find . -name go.mod -not -path '*/testdata/*'))
each     = for m in $(MODULES); do (cd "$$m" && $(1)) || failed="$$failed $$m"; done; \
           test -z "$$failed" || { echo "failed in:$$failed" >&2; exit 1; }

FUZZTIME ?= 30s

.PHONY: help
help: ## this list
	@awk -F ' *## *' '/^[a-z]+:.*##/ { sub(/:.*/, "", $$1); printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: go ## start Mesher on this machine
	go run ./cmd/mesher

.PHONY: cluster
cluster: go ## start three nodes of one Mesher on this machine
	examples/mesher-cluster/run

.PHONY: build
build: go ## compile Mesher into bin/mesher
	go build -o bin/mesher ./cmd/mesher

# A package's tests take some minutes where nothing else runs, and several times as
# long beside other work. The timeout is for those that hang.
.PHONY: test
test: go postgres namespaces node ## run every test and example
	@failed=; $(call each,go test -timeout=1h ./...)

.PHONY: check
check: go ## formatting, vet, staticcheck, known vulnerabilities
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change:" $$unformatted >&2; exit 1; }
	@failed=; $(call each,go vet ./...)
	@staticcheck=$$(go tool -n staticcheck); failed=; $(call each,"$$staticcheck" ./...)
	@govulncheck=$$(go tool -n govulncheck); failed=; $(call each,$(vulnerabilities))

# The database of vulnerabilities is a web service: a developer without a way
# to it is told so, and is not stopped.
vulnerabilities = { said=$$("$$govulncheck" ./... 2>&1) && echo "no known vulnerability is called"; } || \
	case "$$said" in \
	  *"fetching vulnerabilities"*) echo "govulncheck: skipped, its database cannot be reached from here" ;; \
	  *) echo "$$said" >&2; false ;; \
	esac

.PHONY: race
race: go cc postgres namespaces node ## run every test under the race detector
	@failed=; $(call each,go test -race -timeout=1h ./...)

PROOF ?= .
SCALE ?= 100

.PHONY: soak
soak: go postgres namespaces ## run proofs at full size, by name: make soak PROOF=Memory
	MESH_SCALE=$(SCALE) go test -count=1 -timeout=0 -v -run '$(PROOF)' ./runtime/... ./dist/... ./mesher/...

.PHONY: mutants
mutants: go ## bring known bugs back: the tests have to find each
	MESH_SCALE=1 go test -count=1 -timeout=0 -v -run '^TestMutants$$' ./dist/proof

.PHONY: fuzz
fuzz: go ## run every fuzz target for FUZZTIME (30s) each
	@grep -roE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' . | while IFS=: read -r file found; do \
	  name=$${found#func }; echo "$$name in $${file#./}"; \
	  (cd "$$(dirname "$$file")" && go test -run='^$$' -fuzz="^$$name$$" -fuzztime=$(FUZZTIME) .); \
	done

.PHONY: bench
bench: go ## run every benchmark
	@failed=; $(call each,go test -run='^$$' -bench=. -benchmem ./...)

# Below: what the machine must have, said before anything fails for its lack.

.PHONY: go
go:
	@command -v go >/dev/null || { \
	  echo "Go is missing: install $(wanted) or newer from https://go.dev/dl/" >&2; exit 1; }
	@go version >/dev/null || { echo "This Go is too old: install $(wanted) or newer from https://go.dev/dl/" >&2; exit 1; }

wanted = Go $(shell sed -n 's/^go //p' go.mod)

.PHONY: cc
cc:
	@command -v "$$(go env CC)" >/dev/null || { \
	  echo "The race detector needs a C compiler. On Debian: apt-get install gcc" >&2; exit 1; }

# Tests start a PostgreSQL server of their own. Its programs are installed where
# that is allowed; without them those tests are skipped, which is said here, as
# `go test` says it to nobody.
.PHONY: postgres
postgres:
	@$(has_postgres) || { command -v apt-get >/dev/null && $(may_install) && \
	  echo "installing PostgreSQL for the tests that need it" && $(install_postgres) && $(has_postgres); } || \
	  echo "PostgreSQL is missing, and its tests are SKIPPED. On Debian: apt-get install postgresql" >&2

has_postgres = { compgen -G '/usr/lib/postgresql/*/bin/initdb' || test -x "$$(pg_config --bindir 2>/dev/null)/initdb"; } >/dev/null
may_install  = { test "$$(id -u)" = 0 || sudo -n true 2>/dev/null; }
install_postgres = { root=; test "$$(id -u)" = 0 || root="sudo -n"; \
	$$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql >/dev/null; }

# Tests between nodes on networks that fail make these networks of namespaces.
.PHONY: namespaces
namespaces:
	@test "$$(id -u)" = 0 && command -v ip >/dev/null && command -v tc >/dev/null && command -v nft >/dev/null || \
	  echo "Tests of nodes on a network that fails are SKIPPED: they take root, ip, tc and nft. On Debian: apt-get install iproute2 nftables" >&2

# The SDK for Node.js is fetched and tried where there is Node.js.
.PHONY: node
node:
	@command -v node >/dev/null && command -v npm >/dev/null || \
	  echo "The test of Sentry's SDK for Node.js is SKIPPED: it takes node and npm. On Debian: apt-get install npm" >&2
