// Package backwards walks a stretch of time from its end, in windows, each twice
// as long as the one before, or as long as it takes to find what is still
// missing. A search for the newest items finds frequent ones in the first window,
// having read little, and rare ones after a few.
package backwards
