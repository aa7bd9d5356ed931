package demo

import "github.com/mesh-actors/mesh/mesher"

// A fault is a bug in one of the programs. Moments are shares of the whole time:
// 0 is its beginning, 1 its end.
type fault struct {
	platform  string
	kind      string // of the exception; empty: it is a message
	value     string // with # for a number that differs
	where     string // the transaction
	calls     string // FILE FUNCTION, FILE FUNCTION: the last is where it happened
	level     mesher.Level
	weight    float64 // how often it occurs, relative to the others
	from, to  float64 // when it exists
	resolved  float64 // when somebody resolved it; 0: nobody
	burst     float64 // when it occurred twenty times as often, for some hours; 0: never
	archived  bool    // somebody does not want to see it
	discussed string  // a comment on it
}

// faults returns all faults.
func faults() []fault {
	return []fault{
		{"python", "WarehouseTimeout", "no answer from stock-# within 30 s", "POST /checkout", "shop/web/views.py checkout, shop/orders.py place_order, shop/stock.py reserve",
			mesher.LevelError, 9, 0, 1, 0, 0.71, false, "The warehouse's service restarts at that time; asked them for a grace period."},
		{"python", "KeyError", "'currency'", "POST /checkout", "shop/web/views.py checkout, shop/prices.py total, shop/prices.py rate_of",
			mesher.LevelError, 5, 0.05, 0.4, 0.41, 0, false, "Old carts have no currency. Fixed by a default."},
		{"python", "IntegrityError", "duplicate key value violates unique constraint \"orders_number\" (#)", "job: renumber", "shop/jobs.py run, shop/orders.py renumber, shop/db.py insert",
			mesher.LevelError, 2, 0.2, 1, 0.55, 0, false, "Came back with the next release: two workers number at once."},
		{"python", "ConnectionResetError", "[Errno 104] Connection reset by peer", "GET /recommendations", "shop/web/views.py recommendations, shop/remote.py fetch",
			mesher.LevelWarning, 6, 0, 1, 0, 0.33, true, ""},
		{"python", "ValidationError", "postcode # is not known in DE", "POST /address", "shop/web/forms.py save, shop/address.py validate",
			mesher.LevelWarning, 4, 0, 1, 0, 0, true, ""},
		{"python", "MemoryError", "", "job: export catalogue", "shop/jobs.py run, shop/catalogue.py export, shop/catalogue.py render_page",
			mesher.LevelFatal, 0.3, 0.5, 1, 0, 0, false, "It loads all 400,000 articles at once."},
		{"javascript", "TypeError", "Cannot read properties of undefined (reading 'price')", "/cart", "app/cart/CartPage.tsx render, app/cart/useTotals.ts useTotals, app/cart/money.ts sum",
			mesher.LevelError, 12, 0.3, 0.62, 0.63, 0, false, "An article that is sold out has no price."},
		{"javascript", "ChunkLoadError", "Loading chunk # failed", "/product/:id", "app/boot.ts start, app/router.ts load",
			mesher.LevelWarning, 7, 0, 1, 0, 0.5, false, ""},
		{"javascript", "SyntaxError", "Unexpected token '<', \"<!doctype \"... is not valid JSON", "/search", "app/search/SearchPage.tsx submit, app/api.ts get",
			mesher.LevelError, 5, 0, 1, 0.3, 0, false, "The proxy answers with its own page when the search is away."},
		{"javascript", "NotAllowedError", "play() failed because the user didn't interact with the document first.", "/product/:id", "app/product/Video.tsx play",
			mesher.LevelInfo, 3, 0, 1, 0, 0, true, ""},
		{"javascript", "RangeError", "Maximum call stack size exceeded", "/configurator", "app/configurator/rules.ts apply, app/configurator/rules.ts resolve",
			mesher.LevelError, 1.5, 0.75, 1, 0, 0, false, ""},
		{"javascript", "QuotaExceededError", "The quota has been exceeded.", "/cart", "app/cart/store.ts persist",
			mesher.LevelWarning, 1, 0, 1, 0, 0, false, ""},
		{"go", "*pq.Error", "deadlock detected: process # waits for ShareLock", "payments.Settle", "cmd/payments/main.go main.serve, internal/settle/settle.go settle.Batch, internal/ledger/ledger.go ledger.Post",
			mesher.LevelError, 3, 0.1, 1, 0.45, 0, false, "Accounts are locked in order now; seen again under load, looking."},
		{"go", "context.deadlineExceededError", "context deadline exceeded", "payments.Authorise", "cmd/payments/main.go main.serve, internal/bank/client.go bank.(*Client).Authorise",
			mesher.LevelError, 8, 0, 1, 0, 0.71, false, ""},
		{"go", "runtime.boundsError", "index out of range [#] with length 0", "payments.Refund", "cmd/payments/main.go main.serve, internal/refund/refund.go refund.Lines",
			mesher.LevelFatal, 0.8, 0.58, 0.7, 0.7, 0, false, "Refund of an order without lines."},
		{"go", "*json.SyntaxError", "invalid character '}' looking for beginning of value", "webhooks.Receive", "cmd/hooks/main.go main.serve, internal/hooks/decode.go hooks.Decode",
			mesher.LevelWarning, 2, 0, 1, 0, 0, false, ""},
		{"java", "java.lang.NullPointerException", "Cannot invoke \"Carrier.name()\" because \"carrier\" is null", "ShipmentController.create", "com/example/ship/ShipmentController.java create, com/example/ship/LabelService.java print",
			mesher.LevelError, 6, 0.15, 0.85, 0.86, 0, false, "Shipments abroad have no carrier until evening."},
		{"java", "java.util.concurrent.TimeoutException", "Did not observe any item within 5000ms", "TrackingController.status", "com/example/ship/TrackingController.java status, com/example/ship/CarrierClient.java track",
			mesher.LevelError, 5, 0, 1, 0, 0.2, false, ""},
		{"java", "org.hibernate.LazyInitializationException", "could not initialize proxy [Parcel#] - no Session", "job: manifest", "com/example/ship/ManifestJob.java run, com/example/ship/Manifest.java lines",
			mesher.LevelError, 1.5, 0.4, 1, 0, 0, false, ""},
		{"ruby", "ActionView::Template::Error", "undefined method 'iso8601' for nil", "ReportsController#show", "app/controllers/reports_controller.rb show, app/views/reports/show.html.erb render",
			mesher.LevelError, 2.5, 0, 0.5, 0.5, 0, false, "Reports that were never run have no date."},
		{"ruby", "Sidekiq::Shutdown", "Sidekiq::Shutdown", "NightlyReportWorker", "app/workers/nightly_report_worker.rb perform, lib/report/builder.rb build",
			mesher.LevelWarning, 1, 0, 1, 0, 0, false, ""},
		{"php", "PDOException", "SQLSTATE[HY000] [2002] Connection refused", "GET /legacy/catalog.php", "public/catalog.php main, lib/Db.php connect",
			mesher.LevelFatal, 1, 0, 1, 0, 0.71, false, "The same outage as the warehouse."},
		{"python", "", "payment of order # was not confirmed within the hour", "job: reminders", "", mesher.LevelWarning, 3, 0, 1, 0, 0, false, ""},
		{"go", "", "queue settle has # entries; they are worked off slowly", "payments.Settle", "", mesher.LevelInfo, 2, 0, 1, 0, 0.71, false, ""},
	}
}
