// Package supervisor keeps processes running.
package supervisor
