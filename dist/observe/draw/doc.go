// Package draw prints what observers report in columns, for a terminal or a file.
//
//	draw.Nodes(os.Stdout, reports)
//	draw.Tree(os.Stdout, tree, time.Now())
//
// Numbers of messages and processes are exact; byte units are multiples of 1024,
// and a duration shows its two largest units. An unknown value is a dash. Control
// characters in names are removed.
//
// It draws what it is given and asks no node. Each function returns the writer's
// error.
package draw
