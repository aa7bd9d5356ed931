// Package doctor says what is the matter with an installation, and what to do
// about it: one [Finding] for each thing that was looked at. It looks from
// outside, and leaves nothing behind.
//
// What is measured and what that means are apart: a rule such as [Clock] is
// given a number and says if it is well, so that its bounds can be tested.
package doctor
