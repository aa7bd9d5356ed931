// Package schema says how far a database's tables are from what this program
// knows, without changing them. Steps are files named NUMBER_what.sql, applied in
// order; each engine holds its own, and applies them when it opens a database.
//
// During an upgrade, nodes of two versions use one database, so a step adds
// tables, columns and indexes, and leaves what exists. It says so itself, in the
// transaction that applies it:
//
//	INSERT INTO compatible_steps (step, since) VALUES (9, 8);
//
// A program whose last step is 8 goes on beside that one. A later step removes
// what no version in use needs any more, and names as its "since" the first step
// whose program did without. A step that says nothing is only for programs that
// know it: others refuse the database.
package schema
