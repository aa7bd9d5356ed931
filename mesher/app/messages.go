package app

import (
	"errors"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/lending"
	"github.com/mesh-actors/mesh/mesher/live"
)

// messages returns the types of messages between nodes, under names that all
// versions of the program share.
func messages() (*wire.Types, error) {
	types := new(wire.Types)
	return types, errors.Join(
		wire.Register[ingest.GetParts](types, "mesher.get_parts"),
		wire.Register[ingest.Parts](types, "mesher.parts"),
		wire.Register[ingest.GetCount](types, "mesher.get_count"),
		wire.Register[ingest.ResetCount](types, "mesher.reset_count"),
		wire.Register[ingest.Increment](types, "mesher.increment"),
		wire.Register[ingest.ForgetProject](types, "mesher.forget_project"),
		wire.Register[ingest.Spent](types, "mesher.spent"),
		wire.Register[lending.Load](types, "mesher.load"),
		wire.Register[lending.Work](types, "mesher.work"),
		wire.Register[lending.Answer](types, "mesher.answer"),
		wire.Register[ingest.GetLevels](types, "mesher.get_levels"),
		wire.Register[ingest.Levels](types, "mesher.levels"),
		wire.Register[live.Message](types, "mesher.live"),
		wire.Register[live.Doubt](types, "mesher.doubt"),
		wire.Register[mesher.Submission](types, "mesher.submission"),
		wire.Register[handled](types, "mesher.handled"),
	)
}
