package wire_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/fault"
	"github.com/cxmetrics/cx/internal/wire"
)

func TestDecodeRefuses(t *testing.T) {
	const (
		kind   = "has a value of another kind"
		whole  = "wants a whole number"
		amount = `wants a number, or a text such as "12.50"`
		at     = `wants a time of RFC 3339 such as "2026-11-16T09:30:00Z"`
		beyond = "is too large, or too small"
	)
	tests := []struct{ in, text string }{
		{``, "is not a JSON object"},
		{" \n", "is not a JSON object"},
		{`[]`, "is not a JSON object"},
		{`5`, "is not a JSON object"},
		{`"{}"`, "is not a JSON object"},
		{`nul`, "is not a JSON object"},
		{`nulll`, "is not a JSON object"},
		{`null x`, "is not a JSON object"},
		{"\ufeff{}", "is not a JSON object"},
		{"\x00", "is not a JSON object"},
		{"\v{}", "is not a JSON object"},
		{`{`, "is not valid JSON"},
		{`{,}`, "is not valid JSON"},
		{`{"`, "is not valid JSON"},
		{`{"int`, "is not valid JSON"},
		{`{"int\`, "is not valid JSON"},
		{`{"int"`, "is not valid JSON"},
		{`{"int" 5}`, "is not valid JSON"},
		{`{"int":`, "is not valid JSON"},
		{`{"int":}`, "is not valid JSON"},
		{`{"int":5`, "is not valid JSON"},
		{`{"int":5,`, "is not valid JSON"},
		{`{"int":5,}`, "is not valid JSON"},
		{`{"int":5,,"bool":true}`, "is not valid JSON"},
		{`{"int":5 "bool":true}`, "is not valid JSON"},
		{`{"int":5]`, "is not valid JSON"},
		{`{"int":05}`, "is not valid JSON"},
		{`{"int":+5}`, "is not valid JSON"},
		{`{"int":-}`, "is not valid JSON"},
		{`{"int":5.}`, "is not valid JSON"},
		{`{"int":0x5}`, "is not valid JSON"},
		{`{"float":NaN}`, "is not valid JSON"},
		{`{"float":1_0}`, "is not valid JSON"},
		{`{"bool":tru}`, "is not valid JSON"},
		{`{"bool":True}`, "is not valid JSON"},
		{`{"text":"\x"}`, "is not valid JSON"},
		{"{\"text\":\"\n\"}", "is not valid JSON"},
		{`{"text":"\u12"}`, "is not valid JSON"},
		{`{"text":'a'}`, "is not valid JSON"},
		{`{"lists":[[1,2}]}`, "is not valid JSON"},
		{`{"lists":[[1,]]}`, "is not valid JSON"},
		{`{"lists":[[1] [2]]}`, "is not valid JSON"},
		{`{"inner":{"low" 5}}`, "is not valid JSON"},
		{`{"inner":{"low":5}`, "is not valid JSON"},
		{`{int:5}`, "is not valid JSON"},
		{`{1:2}`, "is not valid JSON"},
		{`{null:2}`, "is not valid JSON"},
		{"{\"int\":\u00a05}", "is not valid JSON"},
		{`{"int":/**/5}`, "is not valid JSON"},
		{`{}x`, "has text after its end"},
		{`{"int":5}{}`, "has text after its end"},
		{`{"int":5},`, "has text after its end"},
		{"{}\x00", "has text after its end"},
		{`{"secret":5}`, "has an unknown key"},
		{`{"secret":`, "has an unknown key"},
		{`{"":5}`, "has an unknown key"},
		{`{"Int":5}`, "has an unknown key"},
		{`{"int ":5}`, "has an unknown key"},
		{`{"\u0000int":5}`, "has an unknown key"},
		{"{\"int\xff\":5}", "has an unknown key"},
		{`{"hidden":"x"}`, "has an unknown key"},
		{`{"Hidden":"x"}`, "has an unknown key"},
		{`{"internal":5}`, "has an unknown key"},
		{`{"-":5}`, "has an unknown key"},
		{`{"int":5,"int":5}`, `has the key "int" twice`},
		{`{"int":5,"\u0069nt":5}`, `has the key "int" twice`},
		{`{"inner":{"secret":5}}`, `"inner" has an unknown key`},
		{`{"inner":{"Low":5}}`, `"inner" has an unknown key`},
		{`{"inner":{"low":5,"low":5}}`, `"inner" has the key "low" twice`},
		{`{"inners":[{"low":1},{"secret":5}]}`, `"inners[1]" has an unknown key`},
		{`{"inners":[{"low":"secret"}]}`, `"inners[0].low" wants a number`},
		{`{"inners":[[]]}`, `"inners[0]" wants an object`},
		{`{"inner":[]}`, `"inner" wants an object`},
		{`{"inner":"secret"}`, `"inner" wants an object`},
		{`{"bool":"true"}`, `"bool" wants true or false`},
		{`{"bool":1}`, `"bool" wants true or false`},
		{`{"int":5.0}`, `"int" ` + whole},
		{`{"int":5e0}`, `"int" ` + whole},
		{`{"int":"5"}`, `"int" ` + whole},
		{`{"int":true}`, `"int" ` + whole},
		{`{"int":[5]}`, `"int" ` + whole},
		{`{"int":{}}`, `"int" ` + whole},
		{`{"int":9223372036854775808}`, `"int" ` + beyond},
		{`{"int":` + strings.Repeat("9", 100_000) + `}`, `"int" ` + beyond},
		{`{"small":128}`, `"small" ` + beyond},
		{`{"uint":-1}`, `"uint" ` + whole + " from 0"},
		{`{"uint":65536}`, `"uint" ` + beyond},
		{`{"float":"5"}`, `"float" wants a number`},
		{`{"float":1e400}`, `"float" ` + beyond},
		{`{"text":5}`, `"text" wants a text`},
		{`{"text":["secret"]}`, `"text" wants a text`},
		{`{"word":5}`, `"word" wants a text`},
		{`{"word":"FOREIGN"}`, `"word" ` + kind},
		{`{"at":"2026-11-16"}`, `"at" ` + at},
		{`{"at":5}`, `"at" ` + at},
		{`{"amount":true}`, `"amount" ` + amount},
		{`{"amount":[5]}`, `"amount" ` + amount},
		{`{"amount":{}}`, `"amount" ` + amount},
		{`{"wait_seconds":false}`, `"wait_seconds" wants seconds, as a number or as a text such as "90.5"`},
		{`{"read":"secret"}`, `"read" ` + kind},
		{`{"texts":"secret"}`, `"texts" wants a list`},
		{`{"texts":{"0":"secret"}}`, `"texts" wants a list`},
		{`{"texts":["x",5]}`, `"texts[1]" wants a text`},
		{`{"lists":[1]}`, `"lists[0]" wants a list`},
		{`{"lists":[[],[1,2.5]]}`, `"lists[1][1]" wants a whole number`},
		{`{"array":5}`, `"array" wants a list`},
		{`{"array":["x",2]}`, `"array[0]" wants a whole number`},
		{`{"array":[]}`, `"array" has too few elements`},
		{`{"array":[1]}`, `"array" has too few elements`},
		{`{"array":[1,2,3]}`, `"array" has too many elements`},
		{`{"array":[1,2` + strings.Repeat(",3", 100_000) + `]}`, `"array" has too many elements`},
		{`{"pointer":5}`, `"pointer" wants an object`},
		{`{"nothing":"x"}`, `"nothing" wants a whole number`},
		{`{"word":"BAD"}`, `"word": word is bad`},
		{`{"pair":"secret"}`, `"pair": pair is not one digit`},
		{`{"int":null}`, `"int" is null`},
		{`{"int":null,"int":5}`, `"int" is null`},
		{`{"at":null}`, `"at" is null`},
		{`{"pair": null }`, `"pair" is null`},
		{`{"pointer":null}`, `"pointer" is null`},
		{`{"inner":{"low":null}}`, `"inner.low" is null`},
		{`{"inners":[{"low":1},{"low":1,"high":null}]}`, `"inners[1].high" is null`},
		{`{"texts":["x",null]}`, `"texts[1]" is null`},
		{`{"lists":[[1],[2,null]]}`, `"lists[1][1]" is null`},
		{`{"lists":[null]}`, `"lists[0]" is null`},
		{`{"array":[null,2]}`, `"array[0]" is null`},
		{`{"inners":[null]}`, `"inners[0]" is null`},
		{`{"inner":{}}`, `"inner" has no "low"`},
		{`{"inner":{"high":2}}`, `"inner" has no "low"`},
		{`{"pointer":{ }}`, `"pointer" has no "low"`},
		{`{"inners":[{"low":1},{}]}`, `"inners[1]" has no "low"`},
		{`{"amount":1e35}`, `"amount": amount has an exponent outside -34..34`},
		{`{"amount":1e500000000}`, `"amount": amount has an exponent that is not a whole number in -68..68`},
		{`{"amount":` + strings.Repeat("1", 100_000) + `}`, `"amount": amount is longer than 80 bytes`},
		{`{"wait_seconds":-1}`, `"wait_seconds": duration is negative, or no whole number of nanoseconds`},
		{`{"amount":"to hid"}`, `"amount": amount is not a decimal number`},
		{`{"amount":""}`, `"amount": amount has no digits`},
		{`{"amount":" 5"}`, `"amount": amount is not a decimal number`},
		{"{\"amount\":\"5\xff\"}", `"amount": amount is not a decimal number`},
		{`{"amount":"1e500000000"}`, `"amount": amount has an exponent that is not a whole number in -68..68`},
		{`{"amount":"` + strings.Repeat("1", 100_000) + `"}`, `"amount": amount is longer than 80 bytes`},
		{`{"wait_seconds":"x"}`, `"wait_seconds": amount is not a decimal number`},
		{`{"wait_seconds":"-1"}`, `"wait_seconds": duration is negative, or no whole number of nanoseconds`},
		{`{"wait_seconds":"0.0000000001"}`, `"wait_seconds": duration is negative, or no whole number of nanoseconds`},
		{`{"wait_seconds":"9223372036.854775807"}`, `"wait_seconds": duration is 292 years or more`},
		{`{"wait_seconds":"1e34"}`, `"wait_seconds": duration is 292 years or more`},
	}
	for _, tt := range tests {
		t.Run(tt.in[:min(len(tt.in), 50)], func(t *testing.T) {
			var v Loose
			keys, err := wire.Decode([]byte(tt.in), "every", &v)
			if err == nil || !keys.Null() {
				t.Fatalf("Decode = %t, %v, want an error", keys.Null(), err)
			}
			want := tt.text
			switch {
			case strings.HasPrefix(want, `"`):
				want = "cx: every: " + want
			default:
				want = "cx: every " + want
			}
			if err.Error() != want || !errors.Is(err, fault.ErrInvalid) {
				t.Errorf("Decode: error %q, want %q", err, want)
			}
		})
	}
}
