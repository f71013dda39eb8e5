package main

func Example() {
	main()
	// Output:
	// NPS 40.0, 95% interval -15.3 to 75.3, of 10 answers
}
