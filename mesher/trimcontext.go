package mesher

// The context of an error: the breadcrumbs that led to it, the user who met it,
// the request that was being served.

func (e *Event) trimBreadcrumbs() {
	// The newest come last, and say most about the error.
	if drop := len(e.Breadcrumbs) - maxBreadcrumbs; drop > 0 {
		e.Breadcrumbs = e.Breadcrumbs[drop:]
		e.Note("breadcrumbs.values", "too many; the oldest dropped")
	}
	for i := range e.Breadcrumbs {
		b := &e.Breadcrumbs[i]
		short := cutText(&b.Type, maxName)
		short = cutText(&b.Category, maxName) || short
		short = cutText(&b.Level, maxLabel) || short
		short = cutText(&b.Message, maxText) || short
		if !dataBudget.fits(b.Data) {
			dataBudget.apply(b.Data, func(string, string) {})
			short = true
		}
		if short {
			e.Note(indexed("breadcrumbs.values", i, ""), tooLong)
		}
	}
}

func (e *Event) trimUser() {
	if e.User == nil {
		return
	}
	e.cut("user.id", &e.User.ID, maxName)
	e.cut("user.email", &e.User.Email, maxName)
	e.cut("user.username", &e.User.Username, maxName)
	e.cut("user.name", &e.User.Name, maxName)
	e.cut("user.ip_address", &e.User.IPAddress, maxLabel)
	e.trimValues("user.data", e.User.Data, dataBudget)
}

func (e *Event) trimRequest() {
	r := e.Request
	if r == nil {
		return
	}
	e.cut("request.url", &r.URL, maxText)
	e.cut("request.method", &r.Method, maxLabel)
	e.cut("request.query_string", &r.QueryString, maxText)
	r.Headers = e.trimPairs("request.headers", r.Headers)
	r.Cookies = e.trimPairs("request.cookies", r.Cookies)
	r.Env = e.trimPairs("request.env", r.Env)
	if !bodyBudget.fitsOne(r.Data) {
		r.Data = trimJSON(r.Data, bodyBudget.each, bodyBudget.depth)
		e.Note("request.data", tooLong)
	}
}

func (e *Event) trimPairs(field string, pairs [][2]string) [][2]string {
	if len(pairs) > maxHeaders {
		pairs = pairs[:maxHeaders]
		e.Note(field, tooMany)
	}
	for i := range pairs {
		if cutText(&pairs[i][0], maxName) {
			e.Note(indexed(field, i, ""), tooLong)
		}
		if cutText(&pairs[i][1], maxText) {
			e.Note(field+"."+pairs[i][0], tooLong)
		}
	}
	return pairs
}
