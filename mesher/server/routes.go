package server

import (
	"encoding/json"
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// The roles, briefly.
const (
	member = mesher.MemberRole
	admin  = mesher.AdminRole
	owner  = mesher.OwnerRole
)

// A router takes routes, each with who may call it.
type router func(pattern string, g guarded)

// routes registers all routes.
func (s *Server) routes() {
	s.doors(s.register)
	s.pages(s.register)
	s.desks(s.register)
	s.work(s.register)
	s.streams(s.register)
	s.charts(s.register)
	s.people(s.register)
	s.watched(s.register)
	s.alarms(s.register)
}

func (s *Server) register(pattern string, g guarded) {
	if g.handler == nil || g.who == "" {
		panic("server: nobody said who may ask for " + pattern)
	}
	s.endpoints = append(s.endpoints, endpointOf(pattern, g))
	s.mux.Handle(pattern, s.handle(g.handler))
	if g.socket {
		s.socketMux.Handle(pattern, s.handle(g.handler))
	}
}

// doors are where programs send events, in our own format or from Sentry's SDKs,
// some of which leave out the last slash; and where operators ask whether the
// program lives and can take events.
func (s *Server) doors(on router) {
	on("POST /api/v1/events", keyed(s.postEvent).about("Send an event").takes(mesher.EventForm{}).answers(http.StatusAccepted, accepted{}))
	on("POST /api/v1/events/bulk", keyed(s.postEvents).about("Send up to 100 events").takes([]mesher.EventForm{}).answers(http.StatusAccepted, bulk{}))
	on("GET /ingest", keyed(s.getIngest).overWebSocket())
	for _, slash := range []string{"", "/{$}"} {
		on("POST /api/{project}/envelope"+slash, keyed(s.postEnvelope))
		on("POST /api/{project}/store"+slash, keyed(s.postStore))
		on("GET /api/{project}/store"+slash, keyed(s.postStore))
		on("POST /api/store"+slash, keyed(s.postStore))
		on("GET /api/store"+slash, keyed(s.postStore))
		on("OPTIONS /api/store"+slash, open(s.preflight))
		on("POST /api/{project}/security"+slash, keyed(s.postSecurity))
		on("OPTIONS /api/{project}/envelope"+slash, open(s.preflight))
		on("OPTIONS /api/{project}/store"+slash, open(s.preflight))
		on("OPTIONS /api/{project}/security"+slash, open(s.preflight))
	}
	on("GET /healthz", open(s.getHealth))
	on("GET /readyz", open(s.getReadiness))
	on("GET /api/openapi.json", open(s.getOpenAPI))
}

// pages are what people see.
func (s *Server) pages(on router) {
	on("GET /static/{file}", open(s.getStatic))
	on("GET /login", open(s.getLogin))
	on("POST /login", open(s.postLoginPage))
	on("POST /logout", open(s.postLogoutPage))
	on("GET /setup", open(s.getSetup))
	on("POST /setup", open(s.postSetupPage))
	on("GET /invites/{token}", open(s.getInvite))
	on("POST /invites/{token}", open(s.postInvitePage))
	on("GET /{$}", s.signedIn(s.getHome))
	on("GET /projects/{project}/issues", s.forProject(member, s.getIssues))
	on("POST /projects/{project}/issues", s.forProject(member, s.postIssuesPage))
	on("GET /projects/{project}/dashboard", s.forProject(member, s.getDashboard))
	on("GET /issues/{id}", s.forIssue(member, s.getIssue))
	on("POST /issues/{id}", s.forIssue(member, s.postIssuePage))
	on("GET /issues/{id}/events", s.forIssue(member, s.getIssueEvents))
	on("GET /events/{id}", s.signedIn(s.getEventPage))
}

// desks are the pages on which people set up what is watched, and who watches.
func (s *Server) desks(on router) {
	on("GET /projects/{project}/alerts", s.forProject(member, s.getAlertsPage))
	on("POST /alerts/{id}/acknowledge", s.forThing("alert", member, s.projectOfAlert, s.postAlertPage(mesher.AlertAcknowledged)))
	on("POST /alerts/{id}/resolve", s.forThing("alert", member, s.projectOfAlert, s.postAlertPage(mesher.AlertResolved)))
	on("GET /projects/{project}/alert-rules/new", s.forProject(admin, s.getNewRule))
	on("POST /projects/{project}/alert-rules/new", s.forProject(admin, s.postNewRule))
	on("GET /alert-rules/{id}", s.forThing("alert rule", admin, s.projectOfRule, s.getRulePage))
	on("POST /alert-rules/{id}", s.forThing("alert rule", admin, s.projectOfRule, s.postRulePage))
	on("POST /alert-rules/{id}/test", s.forThing("alert rule", admin, s.projectOfRule, s.postRuleTestPage))
	on("POST /alert-rules/{id}/delete", s.forThing("alert rule", admin, s.projectOfRule, s.postRuleDeletePage))
	on("GET /projects/{project}/settings", s.forProject(member, s.getSettingsPage))
	on("POST /projects/{project}/settings", s.forProject(admin, s.postSettingsPage))
	on("POST /projects/{project}/name", s.forProject(admin, s.postNamePage))
	on("POST /projects/{project}/api-keys", s.forProject(admin, s.postKeyPage))
	on("POST /projects/{project}/delete", s.forProject(admin, s.postProjectDeletePage))
	on("POST /api-keys/{id}/revoke", s.forThing("key", admin, s.projectOfKey, s.postKeyRevokePage))
	on("GET /account", s.signedIn(s.getAccountPage))
	on("POST /account/password", s.signedIn(s.postPasswordPage))
	on("POST /account/sessions/{id}/end", s.signedIn(s.postSessionEndPage))
	on("POST /account/tokens", s.signedIn(s.postTokenPage))
	on("POST /account/tokens/{id}/revoke", s.signedIn(s.postTokenRevokePage))
	on("GET /orgs/{org}", s.forOrg(member, s.getOrgPage))
	on("POST /orgs/{org}", s.forOrg(owner, s.postOrgPage))
	on("POST /orgs/{org}/members/{id}/role", s.forOrg(admin, s.postRolePage))
	on("POST /orgs/{org}/members/{id}/remove", s.forOrg(admin, s.postRemovePage))
	on("POST /orgs/{org}/invites", s.forOrg(admin, s.postInviteFromPage))
	on("POST /orgs/{org}/invites/{id}/withdraw", s.forOrg(admin, s.postWithdrawPage))
	on("POST /orgs/{org}/projects", s.forOrg(admin, s.postProjectPage))
}

// work is what people and programs do with issues and events.
func (s *Server) work(on router) {
	on("GET /api/v1/projects/{project}/issues", s.forProject(member, s.listIssues).about("List issues").asking(issueFilters...).gives(paged[issueView]{}))
	on("POST /api/v1/projects/{project}/issues/bulk", s.forProject(member, s.postBulkAction).about("Do the same to many issues").takes(actionForm{}).gives(done{}))
	on("GET /api/v1/issues/{id}", s.forIssue(member, s.showIssue).about("One issue").gives(wholeIssue{}))
	on("GET /api/v1/issues/{id}/events", s.forIssue(member, s.listIssueEvents).about("An issue's events, the newest first").asking("limit", "cursor", "cursor_id").gives(paged[listedEvent]{}))
	on("GET /api/v1/issues/{id}/timeline", s.forIssue(member, s.showTimeline).about("The newest of them").asking("limit").gives([]listedEvent{}))
	on("GET /api/v1/issues/{id}/volume", s.forIssue(member, s.showIssueVolume).about("How many there were").asking("bucket", "since", "until").gives([]bucketView{}))
	on("GET /api/v1/issues/{id}/activity", s.forIssue(member, s.showActivity).about("Who did what, when").gives([]activityView{}))
	for _, action := range []string{"resolve", "archive", "unresolve", "discard", "delete"} {
		on("POST /api/v1/issues/{id}/"+action, s.forIssue(member, s.postIssueAction(action)).about("Change an issue: "+action).gives(done{}))
	}
	on("POST /api/v1/issues/{id}/assign", s.forIssue(member, s.postIssueAction("assign")).about("Assign an issue").takes(assignForm{}).gives(done{}))
	on("POST /api/v1/issues/{id}/comment", s.forIssue(member, s.postComment).about("Say something about an issue").takes(commentForm{}).gives(done{}))
	on("POST /api/v1/issues/{id}/merge", s.forIssue(member, s.postMerge).about("Make an issue a part of another").takes(mergeForm{}).gives(done{}))
	on("POST /api/v1/issues/{id}/unmerge", s.forIssue(member, s.postUnmerge).about("Make a fingerprint an issue of its own").takes(unmergeForm{}).creates(created{}))

	on("GET /api/v1/projects/{project}/events/search", s.forProject(member, s.searchEvents).about("Find events by words").asking("q", "limit", "since", "until").gives([]found{}))
	on("GET /api/v1/projects/{project}/events/tags", s.forProject(member, s.listTaggedEvents).about("Find events by a tag").asking("key", "value", "limit", "since", "until").gives([]tagged{}))
	on("GET /api/v1/events/{id}", s.signedIn(s.getEvent).about("One event").gives(eventPage{}))
	on("GET /api/v1/events/{id}/raw", s.signedIn(s.getSent).about("What the client sent, of an event in the quarantine too").gives(json.RawMessage{}))
}

// streams report what happens as it happens.
func (s *Server) streams(on router) {
	for _, under := range []string{"", "/ws"} {
		on("GET "+under+"/stream/projects/{project}", s.forProject(member, s.getStream).overWebSocket().
			about("Hear what happens in a project, over a WebSocket").answers(http.StatusSwitchingProtocols, nil))
	}
}

// charts count events.
func (s *Server) charts(on router) {
	const dashboard = "GET /api/v1/projects/{project}/dashboard/"
	on(dashboard+"volume", s.forProject(member, s.showVolume).about("Events by hour or day").asking("bucket", "since", "until").gives([]bucketView{}))
	on(dashboard+"levels", s.forProject(member, s.showLevels).about("Events by level").asking("since", "until").gives([]levelCount{}))
	on(dashboard+"top-issues", s.forProject(member, s.showTopIssues).about("The issues with the most events").asking("limit", "since", "until").gives([]topIssue{}))
	on(dashboard+"tags", s.forProject(member, s.showTagValues).about("The values of a tag").asking("key", "since", "until").gives([]valueCount{}))
	on(dashboard+"health", s.forProject(member, s.showProjectHealth).about("How a project stands").gives(projectHealth{}))
}

// people are accounts and their credentials.
func (s *Server) people(on router) {
	on("POST /api/v1/setup", open(s.postSetup).about("Make the first account").takes(setupForm{}).creates(created{}))
	on("POST /api/v1/login", open(s.postLogin).about("Sign in").takes(loginForm{}).gives(done{}))
	on("POST /api/v1/logout", s.signedIn(s.postLogout).about("Sign out").gives(done{}))
	on("GET /api/v1/me", s.signedIn(s.getMe).about("Who asks").gives(me{}))
	on("POST /api/v1/me/password", s.signedIn(s.postPassword).about("Change the password").takes(passwordForm{}).gives(done{}))
	on("GET /api/v1/sessions", s.signedIn(s.getSessions).about("Where who asks is signed in").gives([]sessionView{}))
	on("POST /api/v1/sessions/{id}/end", s.signedIn(s.postSessionEnd).about("End a session").gives(done{}))
	on("GET /api/v1/tokens", s.signedIn(s.getTokens).about("The tokens of who asks").gives([]tokenView{}))
	on("POST /api/v1/tokens", s.signedIn(s.postToken).about("Make a token").takes(tokenForm{}).creates(tokenView{}))
	on("POST /api/v1/tokens/{id}/revoke", s.signedIn(s.postTokenRevoke).about("Revoke a token").gives(done{}))

	on("GET /api/v1/orgs", s.signedIn(s.getOrgs).about("The organisations of who asks").gives([]orgView{}))
	on("POST /api/v1/orgs", s.signedIn(s.postOrg).about("Make an organisation").takes(nameForm{}).creates(orgView{}))
	on("POST /api/v1/orgs/{org}", s.forOrg(owner, s.postOrgEdit).about("Rename an organisation").takes(nameForm{}).gives(done{}))
	on("POST /api/v1/orgs/{org}/delete", s.forOrg(owner, s.postOrgDelete).about("Delete an organisation that has no projects").gives(done{}))
	on("GET /api/v1/orgs/{org}/members", s.forOrg(member, s.getMembers).about("Who belongs to an organisation").gives([]memberView{}))
	on("POST /api/v1/orgs/{org}/members/{id}/role", s.forOrg(admin, s.postMemberRole).about("Change a member's role").takes(roleForm{}).gives(done{}))
	on("POST /api/v1/orgs/{org}/members/{id}/remove", s.forOrg(admin, s.postMemberRemove).about("Remove a member").gives(done{}))
	on("GET /api/v1/orgs/{org}/invites", s.forOrg(admin, s.getInvites).about("The open invitations").gives([]inviteView{}))
	on("POST /api/v1/orgs/{org}/invites", s.forOrg(admin, s.postInvite).about("Invite somebody").takes(inviteForm{}).creates(inviteView{}))
	on("POST /api/v1/orgs/{org}/invites/{id}/withdraw", s.forOrg(admin, s.postInviteWithdraw).about("Take an invitation back").gives(done{}))
	on("POST /api/v1/invites/{token}/accept", open(s.postInviteAccept).about("Accept an invitation").takes(joinForm{}).creates(created{}))
}

// watched are projects and their settings.
func (s *Server) watched(on router) {
	on("GET /api/v1/orgs/{org}/projects", s.forOrg(member, s.getProjects).about("An organisation's projects").gives([]projectView{}))
	on("POST /api/v1/orgs/{org}/projects", s.forOrg(admin, s.postProject).about("Make a project").takes(nameForm{}).creates(projectView{}))
	on("POST /api/v1/projects/{project}", s.forProject(admin, s.postProjectEdit).about("Rename a project").takes(nameForm{}).gives(done{}))
	on("POST /api/v1/projects/{project}/delete", s.forProject(admin, s.postProjectDelete).about("Delete a project with its events").gives(done{}))
	on("GET /api/v1/projects/{project}/settings", s.forProject(member, s.getSettings).about("A project's settings").gives(settingsView{}))
	on("POST /api/v1/projects/{project}/settings", s.forProject(admin, s.postSettings).about("Change settings").takes(settingsForm{}).gives(done{}))
	on("GET /api/v1/projects/{project}/api-keys", s.forProject(member, s.getKeys).about("A project's keys").gives([]keyView{}))
	on("POST /api/v1/projects/{project}/api-keys", s.forProject(admin, s.postKey).about("Make a key").takes(keyForm{}).creates(keyView{}))
	on("POST /api/v1/api-keys/{id}/revoke", s.forThing("key", admin, s.projectOfKey, s.postKeyRevoke).about("Revoke a key").gives(done{}))
	on("GET /api/v1/projects/{project}/storage", s.forProject(member, s.showStorage).about("What a project's events take").gives(storageView{}))
	on("GET /api/v1/projects/{project}/outcomes", s.forProject(member, s.getOutcomes).about("What became of events, by hour").asking("since", "until").gives([]hourOfOutcomes{}))
	on("GET /api/v1/projects/{project}/quarantine", s.forProject(admin, s.getQuarantine).about("Events that can't be stored").asking("cursor_id").gives([]isolated{}))
	on("POST /api/v1/quarantine/{id}/retry", s.forThing("event in the quarantine", admin, s.projectOfIsolated, s.postRetry).about("Try to store one").gives(retried{}))
	on("POST /api/v1/quarantine/{id}/delete", s.forThing("event in the quarantine", admin, s.projectOfIsolated, s.postDelete).about("Give one up").gives(done{}))
	on("GET /api/v1/cluster", s.forOperator(admin, s.getCluster).about("How the nodes fare").gives(mesher.Cluster{}))
}

// alarms are alert rules and their alerts.
func (s *Server) alarms(on router) {
	rule := func(h func(http.ResponseWriter, *http.Request, inProject, uuid.UUID) error) guarded {
		return s.forThing("alert rule", admin, s.projectOfRule, h)
	}
	on("GET /api/v1/projects/{project}/alert-rules", s.forProject(member, s.getRules).about("A project's alert rules").gives([]ruleView{}))
	on("POST /api/v1/projects/{project}/alert-rules", s.forProject(admin, s.postRule).about("Make an alert rule").takes(ruleForm{}).creates(ruleView{}))
	on("POST /api/v1/alert-rules/{id}", rule(s.postRuleEdit).about("Change an alert rule").takes(ruleForm{}).gives(done{}))
	on("POST /api/v1/alert-rules/{id}/toggle", rule(s.postRuleToggle).about("Switch an alert rule on or off").takes(toggleForm{}).gives(done{}))
	on("POST /api/v1/alert-rules/{id}/delete", rule(s.postRuleDelete).about("Delete an alert rule").gives(done{}))
	on("POST /api/v1/alert-rules/{id}/test", rule(s.postRuleTest).about("Deliver a test now").gives(tested{}))

	alert := func(to mesher.AlertStatus) guarded {
		return s.forThing("alert", member, s.projectOfAlert, s.postAlert(to))
	}
	on("GET /api/v1/projects/{project}/alerts", s.forProject(member, s.getAlerts).about("The newest 100 alerts").asking("status=active,acknowledged,resolved").gives([]alertView{}))
	on("POST /api/v1/alerts/{id}/acknowledge", alert(mesher.AlertAcknowledged).about("Say that somebody is on it").gives(done{}))
	on("POST /api/v1/alerts/{id}/resolve", alert(mesher.AlertResolved).about("Say that it is over").gives(done{}))
}
