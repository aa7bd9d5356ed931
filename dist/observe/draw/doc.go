// Package draw sets what observers tell in columns, for a terminal or a file.
//
//	draw.Nodes(os.Stdout, reports)
//	draw.Tree(os.Stdout, tree, time.Now())
//
// Numbers of messages and processes are exact; bytes are of 1024, and a time is told
// in its two largest units. What is not known is a dash. Control characters do not get
// through, whoever put them into a name.
//
// It draws what it is given and asks nobody. Each function returns the writer's error.
package draw
