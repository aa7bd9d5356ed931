package server

import "net/http"

// Browsers send events from the pages of any site, so any origin may send. Across
// origins a page may read only what an SDK needs to slow down when told.
const (
	allowedHeaders = "x-sentry-auth,x-requested-with,x-forwarded-for,origin,referer,accept,content-type,authentication,authorization,content-encoding,transfer-encoding,sentry-trace,baggage"
	exposedHeaders = "x-sentry-error,x-sentry-rate-limits,retry-after"
)

// allowOrigins lets pages of any site read the answer.
func allowOrigins(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", exposedHeaders)
}

// preflight answers a browser that asks whether a page may send events.
func (s *Server) preflight(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	allowOrigins(h)
	h.Set("Access-Control-Allow-Methods", "POST, OPTIONS")
	h.Set("Access-Control-Allow-Headers", allowedHeaders)
	h.Set("Access-Control-Max-Age", "3600")
	w.WriteHeader(http.StatusNoContent)
	return nil
}
