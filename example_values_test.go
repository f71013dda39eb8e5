package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cxmetrics/cx"
)

// Responses come as JSON from a form, a queue or a file. A question that nobody
// answered is no response, and never a 0.
func ExampleResponse() {
	var r cx.Response
	err := json.Unmarshal([]byte(`{"question":"recommend","score":9,"segment":"pro","comment":"quick"}`), &r)
	fmt.Println(r.Score, r.Segment, r.Comment, err)

	err = json.Unmarshal([]byte(`{"question":"recommend","score":null}`), &r)
	fmt.Println(err)
	err = json.Unmarshal([]byte(`{"question":"recommend","Score":9}`), &r)
	fmt.Println(err)
	// Output:
	// 9 pro quick <nil>
	// cx: response has no score: an unanswered question is no response
	// cx: response has an unknown key
}

// A host names the stages of its own journey.
func ExampleStage() {
	const checkout cx.Stage = "checkout"
	r := cx.Response{Question: "ease", Stage: checkout, Score: 6}
	state, err := json.Marshal(r)
	fmt.Println(string(state), err)
	// Output:
	// {"question":"ease","score":6,"stage":"checkout"} <nil>
}

// Ratings come in any integer type: []int from a form, []uint8 from a column.
func ExampleInteger() {
	form, err := cx.NPSOf([]int{10, 9, 8})
	fmt.Println(form.Promoters, "of", form.Total(), err)

	column, err := cx.NPSOf([]uint8{3, 10, 7})
	fmt.Println(column.Promoters, "of", column.Total(), err)
	// Output:
	// 2 of 3 <nil>
	// 1 of 3 <nil>
}

// The error holds the number and the range, for a message in the host's own words.
func ExampleRangeError() {
	_, err := cx.RecommendScale(11).Class(11)
	fmt.Println(err)
	fmt.Println(errors.Is(err, cx.ErrInvalid))

	var outside *cx.RangeError
	if errors.As(err, &outside) {
		fmt.Printf("Please choose a number from %d to %d.\n", outside.Min, outside.Max)
	}
	// Output:
	// cx: rating 11 is outside 0..10
	// true
	// Please choose a number from 0 to 10.
}

// The first bad row of a slice is named by its index, from 0. In a file with a
// header it is two lines further down.
func ExampleRowError() {
	_, err := cx.CSATOf(cx.SatisfactionScale(5), []int{5, 4, 0, 3})
	fmt.Println(err)

	var row *cx.RowError
	if errors.As(err, &row) {
		fmt.Println("look at line", row.Row+2)
	}
	// Output:
	// cx: row 2: CSAT rating 0 is outside 1..5
	// look at line 4
}

func ExampleParseRating() {
	fmt.Println(cx.ParseRating("9"))
	fmt.Println(cx.ParseRating("8.5"))
	fmt.Println(cx.ParseRating(""))
	// Output:
	// 9 <nil>
	// 0 cx: rating is not a whole number in decimal digits
	// 0 cx: rating is not a whole number of 1 to 10 digits
}

// Decoders of spreadsheets and of untyped JSON hand numbers over as float64.
func ExampleRatingFromFloat() {
	fmt.Println(cx.RatingFromFloat(9))
	fmt.Println(cx.RatingFromFloat(8.5))
	// Output:
	// 9 <nil>
	// 0 cx: rating is not a whole number
}

func ExampleParseMoney() {
	fmt.Println(cx.ParseMoney("1234.50"))
	fmt.Println(cx.ParseMoney("12,50"))
	fmt.Println(cx.ParseMoney("1e999999999"))
	// Output:
	// 1234.5 <nil>
	// 0 cx: amount is not a decimal number
	// 0 cx: amount has an exponent that is not a whole number in -68..68
}

// A scale of your own: a smiley from -2 to 2, on which only the two smiles count as
// satisfied and only the two frowns as dissatisfied.
func ExampleScale() {
	smiley := cx.Scale{Min: -2, Max: 2, BottomMax: -1, TopMin: 1}
	c, err := cx.CSATOf(smiley, []int{2, 1, 0, -2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Score())
	// Output:
	// 50 <nil>
}

func ExampleScale_Validate() {
	gap := cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 4}
	fmt.Println(gap.Validate())
	fmt.Println(cx.EaseScale(12).Validate())
	// Output:
	// cx: scale is not in the order min <= bottom max < top min <= max
	// cx: scale is missing
}

func ExampleScale_Points() {
	fmt.Println(cx.RecommendScale(11).Points())
	// Output:
	// 11
}

// Turned round, a scale of effort has the numbers of a scale of ease. The question
// that people answered is still the one about effort.
func ExampleScale_Reversed() {
	fmt.Println(cx.EffortScale(5).Reversed() == cx.EaseScale(5))
	// Output:
	// true
}

// Top is the better end, whatever the direction of the numbers.
func ExampleClass() {
	effort, ease := cx.EffortScale(5), cx.EaseScale(5)
	fmt.Println(effort.Class(1))
	fmt.Println(ease.Class(1))
	fmt.Println(ease.Class(3))
	// Output:
	// top <nil>
	// bottom <nil>
	// middle <nil>
}

func ExampleScale_Class() {
	class, err := cx.RecommendScale(11).Class(8)
	fmt.Println(class == cx.MiddleClass, err) // a passive
	// Output:
	// true <nil>
}

// On 0 to 10, promoters are 9 and 10, passives 7 and 8, detractors the rest.
func ExampleRecommendScale() {
	fmt.Printf("%+v\n", cx.RecommendScale(11))
	fmt.Printf("%+v\n", cx.RecommendScale(5))
	// Output:
	// {Min:0 Max:10 BottomMax:6 TopMin:9 LowerIsBetter:false}
	// {Min:1 Max:5 BottomMax:3 TopMin:5 LowerIsBetter:false}
}

// On 1 to 5, satisfied are 4 and 5; on 1 to 10, 8 to 10.
func ExampleSatisfactionScale() {
	fmt.Printf("%+v\n", cx.SatisfactionScale(5))
	fmt.Printf("%+v\n", cx.SatisfactionScale(10))
	// Output:
	// {Min:1 Max:5 BottomMax:2 TopMin:4 LowerIsBetter:false}
	// {Min:1 Max:10 BottomMax:3 TopMin:8 LowerIsBetter:false}
}

// CES 2.0: "the company made it easy for me to handle my issue", 1 to 7, of which
// 4 is neutral.
func ExampleEaseScale() {
	fmt.Printf("%+v\n", cx.EaseScale(7))
	// Output:
	// {Min:1 Max:7 BottomMax:3 TopMin:5 LowerIsBetter:false}
}

// CES 1.0: "how much effort did you personally have to put forth?", 1 to 5. The low
// end is the better one.
func ExampleEffortScale() {
	fmt.Printf("%+v\n", cx.EffortScale(5))
	fmt.Println(cx.EffortScale(5).Class(1))
	// Output:
	// {Min:1 Max:5 BottomMax:2 TopMin:4 LowerIsBetter:true}
	// top <nil>
}

// The net share of customers whose expectations were exceeded.
func ExampleExpectationScale() {
	missed, met, exceeded := int64(10), int64(60), int64(30)
	r := cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{missed, met, exceeded}}
	fmt.Println(r.NetBox(1))
	// Output:
	// 20 <nil>
}
