package reference

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/google/go-cmp/cmp"
)

// sameText is the text of a row that is one.
func sameText(text *string) string { return *text }

// phrasesOf counts the phrases of texts.
func phrasesOf(t *testing.T, texts []string, rule cx.PhraseRule) cx.Phrases {
	t.Helper()
	p, err := cx.PhrasesOf(texts, sameText, rule)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// texts are those of a column whose rows a condition holds for.
func texts(rows []map[string]string, column string, holds func(map[string]string) bool) []string {
	var list []string
	for _, row := range rows {
		if holds(row) {
			list = append(list, row[column])
		}
	}
	return list
}

// in returns whether a column has one of the values.
func in(column string, values ...string) func(map[string]string) bool {
	return func(row map[string]string) bool { return slices.Contains(values, row[column]) }
}

// posts returns whether a post of a domain has a sentiment on an entity, or any domain.
func posts(domain, sentiment string) func(map[string]string) bool {
	return func(row map[string]string) bool {
		entities := strings.Split(row["entity_sentiment"], ";")
		return (domain == "" || row["domain"] == domain) &&
			slices.ContainsFunc(entities, func(e string) bool { return strings.HasSuffix(e, sentiment) })
	}
}

// negative returns whether a comment has a criticality of -2 or below.
func negative(row map[string]string) bool {
	n, err := strconv.ParseFloat(row["criticality"], 64)
	return err == nil && n <= -2
}

// TestPhrasesOfReviews compares with the counted figures, whose words are runs of letters and
// numbers, without barriers: they come from a function of the caller's.
func TestPhrasesOfReviews(t *testing.T) {
	var all map[string]map[string]any
	figures(t, "reviews_text", &all)
	runs := regexp.MustCompile(`[\p{L}\p{N}]+`)
	rule := cx.PhraseRule{Longest: 2, Tokens: func(text string) []string { return runs.FindAllString(strings.ToLower(text), -1) }}
	for _, tt := range []struct {
		file, column, group string
		holds               func(map[string]string) bool
	}{
		{"alexa_reviews_en", "review", "low_1_2", in("rating", "1", "2")},
		{"alexa_reviews_en", "review", "high_5", in("rating", "5")},
		{"nhs_feedback_labelled_en", "feedback", "negative", negative},
		{"bank_telecom_posts_ru", "text", "bank", in("domain", "bank")},
		{"bank_telecom_posts_ru", "text", "bank_negative", posts("bank", "=-1")},
		{"bank_telecom_posts_ru", "text", "telecom_negative", posts("telecom", "=-1")},
		{"review_sentences_no", "text", "negative", in("label", "Negative")},
		{"review_sentences_no", "text", "positive", in("label", "Positive")},
		{"emoji_posts_sv", "text", "all", in("label", "pos", "neu", "neg")},
		{"emoji_posts_sv", "text", "negative", in("label", "neg")},
	} {
		group, ok := all[tt.file][tt.group].(map[string]any)
		if !ok {
			t.Errorf("%s has no counted figures of %s", tt.file, tt.group)
			continue
		}
		p := phrasesOf(t, texts(records(t, "reviews_text/"+tt.file+".csv.gz"), tt.column, tt.holds), rule)
		if want := int64(group["documents"].(float64)); p.Texts != want {
			t.Errorf("%s, %s: %d texts, want %d", tt.file, tt.group, p.Texts, want)
		}
		words, pairs := 0, 0
		for key, is := range map[string]func(string) bool{
			"top_words":   func(text string) bool { return !strings.Contains(text, " ") && utf8.RuneCountInString(text) >= 4 },
			"top_bigrams": func(text string) bool { return strings.Contains(text, " ") },
		} {
			var want []cx.Phrase
			for _, pair := range group[key].([]any) {
				want = append(want, cx.Phrase{Text: pair.([]any)[0].(string), Texts: int64(pair.([]any)[1].(float64))})
			}
			got := slices.DeleteFunc(p.Top(len(p.Rows)), func(row cx.Phrase) bool { return !is(row.Text) })
			if diff := cmp.Diff(want, got[:len(want)]); diff != "" {
				t.Errorf("%s, %s, %s (-want +got):\n%s", tt.file, tt.group, key, diff)
			}
			if words += len(want); key == "top_bigrams" {
				pairs += len(want)
			}
		}
		if words < 40 || pairs < 15 {
			t.Errorf("%s, %s: only %d phrases compared, %d of two words", tt.file, tt.group, words, pairs)
		}
	}
}

// What sets two classes of texts apart, with a short list of stop words as a caller has one: a
// reader finds what people praise and complain about in the first ten.
func TestDistinctiveOfReviews(t *testing.T) {
	for _, tt := range []struct {
		file, column string
		good, bad    func(map[string]string) bool
		stop         string
		praise       []string
		complaints   []string
	}{
		{
			"alexa_reviews_en", "review", in("rating", "5"), in("rating", "1", "2"),
			"a about after all am an and are as at be been but by can could did do does for from had has have i if in is it its it's me my of on or so that the them then there they this to up was we were what when which will with would you your",
			[]string{"love", "great", "easy"}, []string{"not", "doesn't", "back", "disappointed"},
		},
		{
			"nhs_feedback_labelled_en", "feedback", in("criticality", "3", "4", "5"), negative,
			"a about after all am an and are as at be been but by can could did do does for from had has have i if in is it its it's me my of on or so that the them then there they this to up was we were what when which will with would you your",
			[]string{"nothing", "friendly", "excellent"}, []string{"not", "more", "time"},
		},
		{
			"bank_telecom_posts_ru", "text", posts("", "=1"), posts("", "=-1"),
			"а в вы и из за к как на но о от по с у что это я t co http https ru rt",
			[]string{"спасибо"}, []string{"не", "почему", "деньги"},
		},
		{
			"review_sentences_no", "text", in("label", "Positive"), in("label", "Negative"),
			"at av blir de den det du en er et for fra har i jeg kan med men noe og også om på skal som til var vi å",
			[]string{"god", "bra", "beste"}, []string{"ikke", "dessverre", "dårlig"},
		},
		{
			"emoji_posts_sv", "text", in("label", "pos"), in("label", "neg"),
			"att av de dem den det du där en ett för ha har hon han hur i jag ju kan man med men mig min måste ni och om på sig så som till var vi är",
			[]string{"älskar", "tack", "bästa"}, []string{"inte", "jävla", "hemskt"},
		},
	} {
		rows := records(t, "reviews_text/"+tt.file+".csv.gz")
		rule := cx.PhraseRule{Longest: 2, Stop: strings.Fields(tt.stop)}
		good := phrasesOf(t, texts(rows, tt.column, tt.good), rule)
		bad := phrasesOf(t, texts(rows, tt.column, tt.bad), rule)
		list, err := bad.Distinctive(good, 5, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		var complaints, praise []string
		for i := range 10 {
			complaints = append(complaints, list[i].Text)
			praise = append(praise, list[len(list)-1-i].Text)
		}
		t.Logf("%s:\n  %s\n  %s", tt.file, strings.Join(complaints, ", "), strings.Join(praise, ", "))
		for _, word := range tt.complaints {
			if !slices.Contains(complaints, word) {
				t.Errorf("%s: %q is not among %q", tt.file, word, complaints)
			}
		}
		for _, word := range tt.praise {
			if !slices.Contains(praise, word) {
				t.Errorf("%s: %q is not among %q", tt.file, word, praise)
			}
		}
	}
}
