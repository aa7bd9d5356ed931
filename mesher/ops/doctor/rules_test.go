package doctor_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/ops/doctor"
)

func TestRules(t *testing.T) {
	const mb, gb = 1 << 20, 1 << 30
	for _, c := range []struct {
		found doctor.Finding
		want  doctor.State
	}{
		{doctor.Clock(0), doctor.OK},
		{doctor.Clock(-time.Second), doctor.OK},
		{doctor.Clock(3 * time.Second), doctor.Warning},
		{doctor.Clock(-3 * time.Second), doctor.Warning},
		{doctor.Clock(-time.Hour), doctor.Wrong},
		{doctor.Disk("d", 20*gb, gb), doctor.OK},
		{doctor.Disk("d", gb, gb), doctor.Warning},
		{doctor.Disk("d", 20*mb, mb), doctor.Wrong},
		{doctor.Schema(7, 7, 0), doctor.OK},
		{doctor.Schema(0, 7, 0), doctor.Warning},
		{doctor.Schema(9, 7, 7), doctor.Warning},
		{doctor.Schema(9, 7, 8), doctor.Wrong},
	} {
		if c.found.State != c.want || c.found.Says == "" || (c.found.Do == "") != (c.want == doctor.OK) {
			t.Errorf("%+v, want %s", c.found, c.want)
		}
	}
}

func Example() {
	found := []doctor.Finding{doctor.Schema(7, 7, 0), doctor.Clock(-90 * time.Second)}
	for _, f := range found {
		fmt.Println(f.Subject, f.State, f.Says)
	}
	fmt.Println(doctor.IsWell(found))
	// Output:
	// schema ok version 7 of 7
	// clock wrong 1m30s from the database's
	// false
}
