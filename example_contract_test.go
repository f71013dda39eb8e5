package cx_test

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

// Of 1000 customers who signed up in one year, so many were still there in each of the
// next seven.
func ExampleFitShiftedBetaGeometric() {
	m, err := cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653, 593, 551, 517, 491})
	fmt.Printf("Alpha %.3f, Beta %.3f %v\n", m.Alpha, m.Beta, err)
	fmt.Printf("log-likelihood %.1f of %d customers\n", m.Fit.LogLikelihood, m.Fit.Customers)

	// Cohorts that began later are shorter.
	m, err = cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653}, []int64{1200, 1040, 900}, []int64{1100, 950})
	fmt.Printf("Alpha %.3f, Beta %.3f %v\n", m.Alpha, m.Beta, err)

	// At a rate of churn that is the same for all customers nothing is to be fitted.
	_, err = cx.FitShiftedBetaGeometric([]int64{1000, 800, 640, 512})
	fmt.Println(err)
	// Output:
	// Alpha 0.668, Beta 3.806 <nil>
	// log-likelihood -1611.2 of 1000 customers
	// Alpha 6.286, Beta 40.098 <nil>
	// cx: shifted beta-geometric: the likelihood has no maximum: retention does not rise from renewal to renewal, as it does where customers differ
}

// Those who leave easily leave first: retention rises, while no customer changes.
func ExampleShiftedBetaGeometric() {
	m := cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806}
	for _, n := range []int{1, 4, 12} {
		retention, err := m.Retention(n)
		if err != nil {
			fmt.Println(err)
			return
		}
		survival, err := m.Survival(n)
		fmt.Printf("renewal %d: %.1f %% renew, %.1f %% of the first are left %v\n", n, 100*retention, 100*survival, err)
	}
	// Output:
	// renewal 1: 85.1 % renew, 85.1 % of the first are left <nil>
	// renewal 4: 91.1 % renew, 61.0 % of the first are left <nil>
	// renewal 12: 95.7 % renew, 37.8 % of the first are left <nil>
}

func ExampleShiftedBetaGeometric_SurvivalInterval() {
	m, err := cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653, 593, 551, 517, 491})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := m.SurvivalInterval(12, 0.95) // five renewals beyond what was seen
	fmt.Printf("%.3f, %.3f to %.3f %v\n", f.Value, f.Interval.Low, f.Interval.High, err)
	// Output: 0.378, 0.341 to 0.417 <nil>
}

// With Alpha of 1 or less, so many stay for ever that no mean exists.
func ExampleShiftedBetaGeometric_ExpectedLifetime() {
	fmt.Println(cx.ShiftedBetaGeometric{Alpha: 3, Beta: 4}.ExpectedLifetime())
	fmt.Println(cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806}.ExpectedLifetime())
	// Output:
	// 3 <nil>
	// 0 cx: shifted beta-geometric: without a discount and with Alpha of 1 or less, the lifetime is infinite
}

// A customer pays 120 a year, of which 70 % is margin: what is a new one worth, at a
// discount of 10 % a year?
func ExampleShiftedBetaGeometric_DiscountedExpectedLifetimeInterval() {
	m, err := cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653, 593, 551, 517, 491})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := m.DiscountedExpectedLifetimeInterval(0.10, 0.95)
	fmt.Printf("%.2f payments %v\n", f.Value, err)
	fmt.Printf("worth %.0f, %.0f to %.0f\n", 84*f.Value, 84*f.Interval.Low, 84*f.Interval.High)
	// Output:
	// 5.92 payments <nil>
	// worth 497, 474 to 522
}

// What is to be lost at a renewal: the longer customers have been here, the more.
func ExampleShiftedBetaGeometric_DiscountedExpectedResidualLifetime() {
	m := cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806}
	for _, n := range []int{1, 2, 8} {
		payments, err := m.DiscountedExpectedResidualLifetime(n, 0.10)
		fmt.Printf("before renewal %d: %.2f payments %v\n", n, payments, err)
	}
	// Output:
	// before renewal 1: 5.41 payments <nil>
	// before renewal 2: 5.90 payments <nil>
	// before renewal 8: 7.53 payments <nil>
}
