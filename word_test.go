package cx_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/cxmetrics/cx"
)

func TestWords(t *testing.T) {
	const b = "" // a barrier
	tests := []struct {
		text string
		want []string
	}{
		{"Inte bra: E-posten fungerar inte!", []string{"inte", "bra", b, "e-posten", "fungerar", "inte"}},
		{"It’s 3.5 kg, isn't it?", []string{"it's", "3.5", "kg", b, "isn't", "it"}},
		{"ЁЛКА — 10 шт.", []string{"ёлка", b, "10", "шт"}},
		{"İ", []string{"i"}},
		{"-a- 'b'", []string{"a", b, "b"}},
		{"好吃", []string{"好", "吃"}},
		{"🙂🙂", nil},
		{"", nil},
		{" \t\u00a0\u3000", nil},
		{"...", nil},
		{"fettsäuren ÅÄÖ straße × ÷", []string{"fettsäuren", "åäö", "straße"}},
		{"no\u00a0break\tand\u2009thin", []string{"no", "break", "and", "thin"}},
		{"line\nline\r\nline", []string{"line", b, "line", b, "line"}},
		{"1,000,000.50 and 3. 4 ,5", []string{"1,000,000.50", "and", "3", b, "4", b, "5"}},
		{"٣٫٥ ٣.٥", []string{"٣", b, "٥", "٣.٥"}}, // the Arabic decimal separator is no point
		{"rock'n'roll 90's a--b a.b", []string{"rock'n'roll", "90", b, "s", "a", b, "b", "a", b, "b"}},
		{"10kg B2B x2'y", []string{"10kg", "b2b", "x2", b, "y"}},
		{"e\u0301te\u0301-e\u0301t", []string{"e\u0301te\u0301-e\u0301t"}},
		{"❤\ufe0f ok 🙂\ufe0f", []string{"ok"}},         // a mark on an emoji is no word
		{"نمی\u200cخواهم", []string{"نمی\u200cخواهم"}}, // one word of Persian
		{"Zeit\u00adschrift x\u00ad", []string{"zeitschrift", "x"}},
		{"e\u2011post E\u2010post", []string{"e-post", "e-post"}},
		{"iPhone好-吃x", []string{"iphone", "好", b, "吃", "x"}},
		{"か\u3099き コーヒー", []string{"か\u3099", "き", "コ", "ー", "ヒ", "ー"}},
		{"a\xffb \xc3", []string{"a", b, "b"}},
		{"\xd0\xc3\xa5", []string{"å"}},
		{"K Ⱥ ſ", []string{"k", "ⱥ", "ſ"}}, // the Kelvin sign is a K; lower cases of another length
		{strings.Repeat("x", 64) + " y", []string{strings.Repeat("x", 64), "y"}},
		{"a " + strings.Repeat("x", 65) + " y", []string{"a", b, "y"}},
		{strings.Repeat("ж", 64) + " y", []string{strings.Repeat("ж", 64), "y"}},
		{strings.Repeat("ж", 65), nil},
	}
	for _, tt := range tests {
		if got := cx.Words(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("Words(%q) = %q, want %q", tt.text, got, tt.want)
		}
		if got := plainWords(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("plainWords(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// plainWords is Words as its comment says it, character by character.
func plainWords(text string) []string {
	runes := []rune(text) // bytes that are not UTF-8 are U+FFFD, which is no letter
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return ' '
		}
		return runes[i]
	}
	digit := func(r rune) bool { return unicode.Is(unicode.Nd, r) }
	single := func(r rune) bool {
		return (unicode.IsLetter(r) || digit(r)) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
	}
	of := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || digit(r) }
	var list []string
	barrier := false
	for i := 0; i < len(runes); {
		r := runes[i]
		if !unicode.IsLetter(r) && !digit(r) {
			barrier = barrier || r != '\t' && !unicode.Is(unicode.Zs, r)
			i++
			continue
		}
		from, word := i, ""
		for ; i < len(runes); i++ {
			r := runes[i]
			joins := !single(runes[from]) && (unicode.IsLetter(at(i-1)) || unicode.IsMark(at(i-1))) &&
				unicode.IsLetter(at(i+1)) && !single(at(i+1))
			if i == from || of(r) && !single(r) && (!single(runes[from]) || unicode.IsMark(r)) {
				word += string(unicode.ToLower(r))
			} else if joins && strings.ContainsRune("'’", r) {
				word += "'"
			} else if joins && strings.ContainsRune("-\u2010\u2011", r) {
				word += "-"
			} else if joins && strings.ContainsRune("\u200c\u200d", r) {
				word += string(r)
			} else if (r == '.' || r == ',') && digit(at(i-1)) && digit(at(i+1)) {
				word += string(r)
			} else if !(joins && r == '\u00ad') {
				break
			}
		}
		if i-from > 64 {
			barrier = true
			continue
		}
		if barrier && list != nil {
			list = append(list, "")
		}
		list, barrier = append(list, word), false
	}
	return list
}

func TestWords_many(t *testing.T) {
	for _, n := range []int{61, 62, 63, 64, 65, 124, 125, 126, 127, 128, 1000} {
		if got := cx.Words(strings.Repeat("a ", n)); !slices.Equal(got, slices.Repeat([]string{"a"}, n)) {
			t.Errorf("of %d words there are %d", n, len(got))
		}
	}
}

// Texts of parts that meet in all ways.
func TestWordsRandom(t *testing.T) {
	parts := []string{
		"a", "b", "Z", "5", "0", "é", "Å", "ж", "Ё", "Я", "Ѣ", "ѣ", "İ", "Σ", "好", "の", "カ", "ー", "\u0301", "\u3099", "٣", "٥", "ไ", "नि", "한",
		" ", " ", "\t", "\u00a0", "\n", "'", "’", "-", "\u2011", ".", ",", "\u00ad", "\u200c", "\u200d", "🙂", "\ufe0f", "×", "÷", "_",
		"\xff", "\xc3", "\xd0", "\xd1", "\xc2", "\x80", "\xa4", strings.Repeat("k", 31),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		var text strings.Builder
		for range 1 + random.IntN(9) {
			text.WriteString(parts[random.IntN(len(parts))])
		}
		if got, want := cx.Words(text.String()), plainWords(text.String()); !slices.Equal(got, want) {
			t.Fatalf("Words(%q) = %q, want %q", text.String(), got, want)
		}
	}
}

// Every character, within a word and as its first.
func TestWordsOfCharacters(t *testing.T) {
	for r := rune(0); r < 0x30000; r++ {
		text := "a" + string(r) + "b " + string(r) + "c"
		if got, want := cx.Words(text), plainWords(text); !slices.Equal(got, want) {
			t.Fatalf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, text := range []string{
		"Inte bra: E-posten fungerar inte!", "It’s 3.5 kg, isn't it?", "ЁЛКА — 10 шт.", "İ -a- 'b'", "好吃 カ\u3099", "a\xff \xd0 \xc3", "نمی\u200cخواهم",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := cx.Words(text)
		if want := plainWords(text); !slices.Equal(words, want) {
			t.Errorf("Words(%q) = %q, want %q", text, words, want)
		}
		for i, w := range words {
			if w == "" && (i == 0 || i == len(words)-1 || words[i-1] == "") {
				t.Errorf("Words(%q) = %q has a barrier that parts nothing", text, words)
			}
			if strings.ContainsAny(w, " \t\n") {
				t.Errorf("Words(%q) has the word %q", text, w)
			}
		}
	})
}

// The slice and the words that change case are all that is allocated.
func TestWordsAllocations(t *testing.T) {
	for text, want := range map[string]float64{
		strings.Repeat("all in lower case, and one run of it. ", 100): 1,
		strings.Repeat("всё в нижнем регистре, и ещё раз. ", 100):     1,
		"one Word": 3, // with the room in which the word is made
		"🙂 🙂":      0,
	} {
		if got := testing.AllocsPerRun(10, func() { cx.Words(text) }); got > want {
			t.Errorf("Words(%.40q) allocates %v times, want %v", text, got, want)
		}
	}
}

// BenchmarkWords compares with the two calls that part a text in lower case at its blanks.
func BenchmarkWords(b *testing.B) {
	for name, line := range map[string]string{
		"ascii":    "The delivery was late by two days, and nobody at the Support desk could say why. I won't order again! ",
		"swedish":  "Leveransen var två dagar försenad, och ingen på Kundtjänst kunde säga varför. Jag beställer inte igen! ",
		"cyrillic": "Доставка опоздала на два дня, и никто в Поддержке не смог объяснить почему. Больше не закажу! ",
		"greek":    "Η παράδοση άργησε δύο μέρες και κανείς στην Υποστήριξη δεν μπορούσε να πει γιατί. Δεν θα ξαναπαραγγείλω! ",
		"arabic":   "تأخر التسليم يومين ولم يستطع أحد في الدعم أن يقول لماذا. لن أطلب مرة أخرى! ",
		"hindi":    "डिलीवरी दो दिन देर से आई और सहायता में कोई नहीं बता सका क्यों। मैं फिर से ऑर्डर नहीं करूँगा! ",
		"chinese":  "送货晚了两天，客服没有人能说明原因。我不会再订购了！",
	} {
		text := strings.Repeat(line, 100)
		for _, loop := range []struct {
			name string
			do   func() int
		}{
			{"loop=fields", func() int { return len(strings.Fields(strings.ToLower(text))) }},
			{"Words", func() int { return len(cx.Words(text)) }},
		} {
			b.Run(fmt.Sprintf("%s/%s", name, loop.name), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					loop.do()
				}
			})
		}
	}
}
