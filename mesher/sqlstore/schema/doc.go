// Package schema says how far a database's tables are behind what this program
// knows, without changing them. Steps are files named NUMBER_what.sql, taken in
// order; the engines hold theirs, and take them as they open a database.
package schema
