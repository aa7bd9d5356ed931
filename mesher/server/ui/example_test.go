package ui_test

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/mesh-actors/mesh/mesher/server/ui"
)

func Example() {
	var page bytes.Buffer
	err := ui.FailurePage{Status: 404, Message: "there is no project <b>"}.Render(&page)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(page.String()) {
		if strings.Contains(line, "project") {
			fmt.Print(line)
		}
	}
	// Output: <p class="why">there is no project &lt;b&gt;.</p>
}
