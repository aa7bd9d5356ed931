package operator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/mesh-actors/mesh/mesher/operator"
	"github.com/mesh-actors/mesh/runtime/actor"
)

func Example() {
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(context.Background())
	parts := healthy() // a pipeline, a database and a spool
	s := operator.New(operator.Config{Pipeline: parts, Store: parts, Spool: parts, SpoolMax: 1 << 30, System: sys})

	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, "mesher_spool_max_bytes") {
			fmt.Print(line)
		}
	}
	// Output: mesher_spool_max_bytes 1.073741824e+09
}
