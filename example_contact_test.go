package cx_test

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

// The arm of an experiment, with no table to keep.
func ExampleCustomerBucket() {
	arms := []string{"as it is", "shorter"}
	for _, customer := range []string{"ada", "bob", "eve"} {
		arm, err := cx.CustomerBucket("checkout-2026", customer, len(arms))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(customer, arms[arm])
	}
	_, err := cx.CustomerBucket("checkout-2026", "", len(arms))
	fmt.Println(err)
	// Output:
	// ada shorter
	// bob shorter
	// eve as it is
	// cx: customer is blank
}
