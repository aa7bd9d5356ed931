// Package backwards goes through a stretch of time from its end, in windows of
// which each is twice as long as the one before, or as long as it takes to find
// what is still missing. Whoever looks for the newest of something finds the
// frequent in the first window, having read little, and the rare after few of
// them.
package backwards
