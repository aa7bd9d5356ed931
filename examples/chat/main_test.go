package main

func Example() {
	main()
	// Output:
	// bob hears ann: hello, everybody
	// cyd hears ann: hello, everybody
	// ann hears bob: hello, everybody
	// cyd hears bob: hello, everybody
	// ann hears cyd: hello, everybody
	// bob hears cyd: hello, everybody
}
