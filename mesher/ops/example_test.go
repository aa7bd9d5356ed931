package ops_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher/ops"
)

func Example() {
	server := httptest.NewServer(new(keeper)) // in place of a Mesher
	defer server.Close()
	to, err := ops.ParseDSN(strings.Replace(server.URL, "://", "://good@", 1) + "/1")
	if err != nil {
		fmt.Println(err)
		return
	}
	load := ops.Load{To: []ops.Destination{to}, Rate: 100, Duration: 2 * time.Second, Check: true}
	report, err := load.Run(context.Background())
	fmt.Println(report.Answered > 0, report.Missing, report.Duplicates, err)
	// Output: true 0 0 <nil>
}
