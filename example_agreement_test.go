package cx_test

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx"
)

// twoCoders is 50 comments that two people gave a theme each.
func twoCoders() (rows []cx.Coding) {
	unit := 0
	for _, pair := range []struct {
		ann, bob string
		comments int
	}{{"price", "price", 20}, {"price", "service", 5}, {"service", "price", 10}, {"service", "service", 15}} {
		for range pair.comments {
			unit++
			name := fmt.Sprint("comment ", unit)
			rows = append(rows, cx.Coding{Unit: name, Coder: "ann", Code: pair.ann}, cx.Coding{Unit: name, Coder: "bob", Code: pair.bob})
		}
	}
	return rows
}

// Two people sorted the same comments: they agree on 70 %, of which chance alone gives 50.
func ExampleAgreementOf() {
	rows := twoCoders()
	kappa, err := cx.AgreementOf(rows, cx.CohenKappa, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.2f (%.2f..%.2f), %.0f %% against %.0f %% by chance\n", kappa.Value.Value,
		kappa.Value.Interval.Low, kappa.Value.Interval.High, 100*kappa.Observed, 100*kappa.Expected)
	alpha, err := cx.AgreementOf(rows, cx.NominalAlpha, 0.95)
	fmt.Printf("alpha %.2f %v\n", alpha.Value.Value, err)
	// Output:
	// 0.40 (0.15..0.65), 70 % against 50 % by chance
	// alpha 0.40 <nil>
}

// Severities of 1 to 5 by three people and a model, with gaps: the further apart, the worse.
func ExampleAgreement() {
	var rows []cx.Coding
	for coder, severities := range map[string]string{"ann": "123321412---", "bob": "1233224125-3", "cy": "-3332342251-", "model": "12332441251-"} {
		for ticket, severity := range severities {
			if severity != '-' {
				rows = append(rows, cx.Coding{Unit: fmt.Sprint(ticket), Coder: coder, Code: string(severity)})
			}
		}
	}
	a, err := cx.AgreementOf(rows, cx.OrdinalAlpha, 0.95)
	fmt.Printf("%d tickets, %d coders, %d codes: %.3f %v\n", a.Units, a.Coders, a.Pairable, a.Value.Value, err)
	// Output: 11 tickets, 4 coders, 40 codes: 0.815 <nil>
}

// Whole numbers whose differences count are for IntervalAlpha; names for NominalAlpha.
func ExampleAgreementMethod() {
	rows := []cx.Coding{
		{Unit: "call 1", Coder: "ann", Code: "9"}, {Unit: "call 1", Coder: "bob", Code: "8"},
		{Unit: "call 2", Coder: "ann", Code: "3"}, {Unit: "call 2", Coder: "bob", Code: "4"},
		{Unit: "call 3", Coder: "ann", Code: "7"}, {Unit: "call 3", Coder: "bob", Code: "8"},
	}
	for _, method := range []cx.AgreementMethod{cx.IntervalAlpha, cx.NominalAlpha} {
		a, err := cx.AgreementOf(rows, method, 0.95)
		fmt.Printf("%s %.2f %v\n", method, a.Value.Value, err)
	}
	// Output:
	// interval_alpha 0.92 <nil>
	// nominal_alpha -0.07 <nil>
}

// A row of a table of codes, as JSON.
func ExampleCoding() {
	data, err := cx.Coding{Unit: "interview 7", Coder: "ann", Code: "price"}.MarshalJSON()
	fmt.Println(string(data), err)
	// Output: {"unit":"interview 7","coder":"ann","code":"price"} <nil>
}
