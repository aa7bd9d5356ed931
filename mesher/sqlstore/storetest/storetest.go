package storetest

import (
	"testing"

	"github.com/mesh-actors/mesh/mesher"
)

// Run tests the engine. open returns an empty store of its own to each test,
// and closes it in the test's cleanup.
func Run(t *testing.T, open func(t *testing.T) mesher.Store) {
	for _, area := range []struct {
		name  string
		tests map[string]func(*scene)
	}{
		{"Events", eventTests},
		{"Identity", identityTests},
		{"Sampling", samplingTests},
		{"Counts", countTests},
		{"Places", placeTests},
		{"Status", statusTests},
		{"Issues", issueTests},
		{"Lifecycle", lifecycleTests},
		{"Demolition", demolitionTests},
		{"News", newsTests},
		{"Expire", expireTests},
		{"IssueList", issueListTests},
		{"Timeline", timelineTests},
		{"Search", searchTests},
		{"Dashboard", dashboardTests},
		{"Projects", projectTests},
		{"Accounts", accountTests},
		{"Members", memberTests},
		{"Leaving", leavingTests},
		{"Rules", ruleTests},
		{"Alerts", alertTests},
		{"Deliveries", deliveryTests},
		{"Leases", leaseTests},
		{"Quarantine", quarantineTests},
		{"Outcomes", outcomeTests},
		{"Concurrency", concurrencyTests},
		{"Contexts", contextTests},
	} {
		for name, test := range area.tests {
			t.Run(area.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				test(newScene(t, open(t)))
			})
		}
	}
}
