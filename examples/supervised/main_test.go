package main

func Example() {
	main()
	// Output:
	// 100 / 4 = 25
	// 100 / 0 crashed the divider
	// another one is up: true
	// 100 / 5 = 20
}
