// Package listing writes the query for a page of issues, whose filters and orders
// are too many to have a text for each combination. Both engines run the same
// query; a [Dialect] holds the differences in spelling. All user input is passed
// as parameters, and the orders are a fixed list.
package listing
