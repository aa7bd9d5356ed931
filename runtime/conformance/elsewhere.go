package conformance

// elsewhere lists the statements that are proved in other packages.
func elsewhere() []Statement {
	const supervisor = "runtime/supervisor"
	return []Statement{
		{21, "children start in order, one at a time; one that fails stops those before it, and the start", supervisor},
		{22, "children stop in reverse order; those made from a template all at once", supervisor},
		{23, "permanent children always restart, transient ones after a fault, temporary ones never", supervisor},
		{24, "rest_for_one restarts the child that failed and those started after it", supervisor},
		{25, "one_for_all restarts all children", supervisor},
		{26, "more restarts than allowed within the window end the supervisor, for shutdown", supervisor},
		{27, "a restart that fails counts and is tried again", supervisor},
		{28, "a child that does not leave within its time is killed", supervisor},
		{29, "children added at run time are gone when the supervisor itself restarts", supervisor},
		{30, "a child that was terminated stays so, and is remembered unless it is temporary", supervisor},
		{31, "a significant child's end may end the supervisor; a permanent one can't be significant", supervisor},
		{53, "what overflows a bounded mailbox is the users' affair; exits, downs and timers always have room", "runtime/actor"},
		{54, "a sender that waits for room wakes when the receiver dies", "runtime/actor"},
	}
}
