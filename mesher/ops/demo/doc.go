// Package demo makes up weeks of what a company's programs might report, to show
// what the tracker makes of it: several languages, releases and environments,
// users who meet errors, nights and weekends, an outage, issues that were
// resolved, and some that came back.
//
// A [Plan] decides what happens when, from a fixed seed: the same plan makes the
// same events. [Plan.Fill] stores them through the rules that every event goes
// through (they are normalised, grouped and counted), dated back, and in between
// does what people did.
package demo
