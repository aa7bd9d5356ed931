// Package doctor says what is wrong with an installation, and what to do about
// it: one [Finding] for each thing it examines. It examines from outside, and
// leaves nothing behind.
//
// Measurements and judgements are separate: a rule such as [Clock] is given a
// number and judges it, so that its bounds can be tested.
package doctor
