// Package listing writes the query for a page of issues, whose filters and
// orders are too many to have a text for each combination. Both engines run the
// same query; what they spell differently is a [Dialect]. Whatever a user gives
// is a parameter, and the orders are a fixed list.
package listing
