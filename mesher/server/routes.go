package server

import "net/http"

// routes is everything that can be asked for.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	on := func(pattern string, h handler) { mux.Handle(pattern, s.handle(h)) }
	read := func(pattern string, h handler) { on(pattern, s.forReaders(h)) }

	// Programs send events: with our own format, or by an SDK of Sentry, some
	// of which leave out the last slash.
	on("POST /api/v1/events", s.postEvent)
	on("POST /api/v1/events/bulk", s.postEvents)
	on("GET /ingest", s.getIngest)
	for _, slash := range []string{"", "/{$}"} {
		on("POST /api/{project}/envelope"+slash, s.postEnvelope)
		on("POST /api/{project}/store"+slash, s.postStore)
		on("GET /api/{project}/store"+slash, s.postStore)
		on("POST /api/store"+slash, s.postStore)
		on("OPTIONS /api/{project}/envelope"+slash, s.preflight)
		on("OPTIONS /api/{project}/store"+slash, s.preflight)
	}

	// Operators ask whether it lives, and whether it can take events.
	on("GET /healthz", s.getHealth)
	on("GET /readyz", s.getReadiness)

	// People read; and so do programs.
	read("GET /{$}", s.getHome)
	read("GET /projects/{project}/issues", s.getIssues)
	read("GET /issues/{id}", s.getIssue)
	on("GET /static/{file}", s.getStatic)
	if s.config.Events != nil {
		read("GET /api/v1/issues/{id}/events", s.getIssueEvents)
		read("GET /api/v1/events/{id}", s.getEvent)
	}
	read("GET /api/v1/projects/{project}/outcomes", s.getOutcomes)
	read("GET /api/v1/projects/{project}/quarantine", s.getQuarantine)
	read("POST /api/v1/quarantine/{id}/retry", s.postRetry)
	read("POST /api/v1/quarantine/{id}/delete", s.postDelete)
	return mux
}
