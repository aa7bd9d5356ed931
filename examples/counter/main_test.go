package main

func Example() {
	main()
	// Output:
	// add 1: the counter is at 1
	// add 2: the counter is at 3
	// add 39: the counter is at 42
	// add -1: a counter counts up, not by -1
}
