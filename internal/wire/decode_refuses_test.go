package wire_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/fault"
	"github.com/cxmetrics/cx/internal/wire"
)

func TestDecodeRefuses(t *testing.T) {
	const kind = "has a value of another kind"
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
		{`{"int":null,"int":5}`, `has the key "int" twice`},
		{`{"int":5,"\u0069nt":5}`, `has the key "int" twice`},
		{`{"inner":{"secret":5}}`, `"inner" has an unknown key`},
		{`{"inner":{"Low":5}}`, `"inner" has an unknown key`},
		{`{"inner":{"low":5,"low":5}}`, `"inner" has the key "low" twice`},
		{`{"inners":[{},{"secret":5}]}`, `"inners" has an unknown key`},
		{`{"inners":[{"low":"secret"}]}`, `"inners" ` + kind},
		{`{"inners":[[]]}`, `"inners" ` + kind},
		{`{"inner":[]}`, `"inner" ` + kind},
		{`{"inner":"secret"}`, `"inner" ` + kind},
		{`{"bool":"true"}`, `"bool" ` + kind},
		{`{"bool":1}`, `"bool" ` + kind},
		{`{"int":5.0}`, `"int" ` + kind},
		{`{"int":5e0}`, `"int" ` + kind},
		{`{"int":"5"}`, `"int" ` + kind},
		{`{"int":true}`, `"int" ` + kind},
		{`{"int":[5]}`, `"int" ` + kind},
		{`{"int":{}}`, `"int" ` + kind},
		{`{"int":9223372036854775808}`, `"int" ` + kind},
		{`{"int":` + strings.Repeat("9", 100_000) + `}`, `"int" ` + kind},
		{`{"small":128}`, `"small" ` + kind},
		{`{"uint":-1}`, `"uint" ` + kind},
		{`{"uint":65536}`, `"uint" ` + kind},
		{`{"float":"5"}`, `"float" ` + kind},
		{`{"float":1e400}`, `"float" ` + kind},
		{`{"text":5}`, `"text" ` + kind},
		{`{"text":["secret"]}`, `"text" ` + kind},
		{`{"word":5}`, `"word" ` + kind},
		{`{"word":"FOREIGN"}`, `"word" ` + kind},
		{`{"at":"2026-11-16"}`, `"at" ` + kind},
		{`{"at":5}`, `"at" ` + kind},
		{`{"amount":5}`, `"amount" ` + kind},
		{`{"wait_seconds":5}`, `"wait_seconds" ` + kind},
		{`{"read":"secret"}`, `"read" ` + kind},
		{`{"texts":"secret"}`, `"texts" ` + kind},
		{`{"texts":{"0":"secret"}}`, `"texts" ` + kind},
		{`{"texts":["x",5]}`, `"texts" ` + kind},
		{`{"lists":[1]}`, `"lists" ` + kind},
		{`{"array":5}`, `"array" ` + kind},
		{`{"array":["x",2]}`, `"array" ` + kind},
		{`{"array":[]}`, `"array" has too few elements`},
		{`{"array":[1]}`, `"array" has too few elements`},
		{`{"array":[1,2,3]}`, `"array" has too many elements`},
		{`{"array":[1,2` + strings.Repeat(",3", 100_000) + `]}`, `"array" has too many elements`},
		{`{"pointer":5}`, `"pointer" ` + kind},
		{`{"nothing":"x"}`, `"nothing" ` + kind},
		{`{"word":"BAD"}`, "cx: word is bad"},
		{`{"pair":"secret"}`, "cx: pair is not one digit"},
		{`{"amount":"to hid"}`, "cx: amount is not a decimal number"},
		{`{"amount":""}`, "cx: amount has no digits"},
		{`{"amount":" 5"}`, "cx: amount is not a decimal number"},
		{"{\"amount\":\"5\xff\"}", "cx: amount is not a decimal number"},
		{`{"amount":"1e500000000"}`, "cx: amount has an exponent that is not a whole number in -68..68"},
		{`{"amount":"` + strings.Repeat("1", 100_000) + `"}`, "cx: amount is longer than 80 bytes"},
		{`{"wait_seconds":"x"}`, "cx: amount is not a decimal number"},
		{`{"wait_seconds":"-1"}`, "cx: duration is negative, or no whole number of nanoseconds"},
		{`{"wait_seconds":"0.0000000001"}`, "cx: duration is negative, or no whole number of nanoseconds"},
		{`{"wait_seconds":"9223372036.854775807"}`, "cx: duration is 292 years or more"},
		{`{"wait_seconds":"1e34"}`, "cx: duration is 292 years or more"},
	}
	for _, tt := range tests {
		t.Run(tt.in[:min(len(tt.in), 50)], func(t *testing.T) {
			var v Every
			keys, err := wire.Decode([]byte(tt.in), "every", &v)
			if err == nil || !keys.Null() {
				t.Fatalf("Decode = %t, %v, want an error", keys.Null(), err)
			}
			want := tt.text
			switch {
			case strings.HasPrefix(want, `"`):
				want = "cx: every: " + want
			case !strings.HasPrefix(want, "cx: "):
				want = "cx: every " + want
			}
			if err.Error() != want || !errors.Is(err, fault.ErrInvalid) {
				t.Errorf("Decode: error %q, want %q", err, want)
			}
		})
	}
}
