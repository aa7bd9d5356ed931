package dist

// Ties counts what binds processes of this node to those of others.
func (n *Node) Ties() (sum int) {
	n.routes.Range(func(_, v any) bool {
		t := v.(*conn).ties
		t.mu.Lock()
		defer t.mu.Unlock()
		sum += len(t.links) + len(t.unlinking) + len(t.watching) + len(t.watchers) +
			len(t.calling) + len(t.answering) + len(t.spawning) + t.spawned
		return true
	})
	return sum
}
