// Package schema says how far a database's tables are from what this program
// knows, without changing them. Steps are files named NUMBER_what.sql, taken in
// order; the engines hold theirs, and take them as they open a database.
//
// Nodes of two versions use one database while a cluster is upgraded, so a step
// adds tables, columns and indexes, and leaves what is there. It says so itself,
// in the transaction that takes it:
//
//	INSERT INTO compatible_steps (step, since) VALUES (9, 8);
//
// A program whose last step is 8 goes on beside that one. A later step takes away
// what no version in use needs any more, and names as its "since" the first step
// whose program did without. A step that says nothing is for programs that know it:
// others refuse the database.
package schema
