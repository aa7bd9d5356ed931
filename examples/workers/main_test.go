package main

func Example() {
	main()
	// Output:
	// job 1 goes to ada
	// job 2 goes to bob
	// job 3 goes to cyd
	// job 4 goes to ada
	// job 5 goes to bob
	// job 6 goes to cyd
	// job 7 goes to ada
	// job 8 goes to bob
	// job 9 goes to cyd
	// the squares come to 285
}
