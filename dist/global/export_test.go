package global

// Known returns how many names the table keeps anything about.
func (t *Table) Known() int { return len(t.names) }

// Loose returns how much it keeps besides: attempts, waits, processes that own
// names.
func (t *Table) Loose() int { return len(t.attempts) + len(t.waits) + len(t.owned) + t.claims }
