package reference

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Functions that are given to those that take functions.
func themesOf(r *cx.Response) []string           { return r.Themes }
func answeredAt(r *cx.Response) time.Time        { return r.At }
func addScore(n *cx.NPS, r *cx.Response) error   { return n.Add(r.Score) }
func isBad(r *cx.Response) bool                  { return r.Score < 3 }
func scoreScale(*cx.Response) cx.Scale           { return cx.RecommendScale(11) }
func firstScore(rows []cx.Response) (int, error) { return rows[0].Score, nil }
func emptyNPS(string) (cx.NPS, error)            { return cx.NPS{}, nil }
func halved(t float64) (float64, error)          { return 1 / (1 + t), nil }
func checkRow(r *cx.Response) error              { return new(cx.NPS).Add(r.Score) }

// withoutAmounts returns copies of rows that have no amount.
func withoutAmounts(rows []cx.Activity) (free []cx.Activity) {
	for _, r := range rows {
		free = append(free, cx.Activity{Customer: r.Customer, At: r.At})
	}
	return free
}

// rowFunctions are the exported functions that take rows, lists of figures or texts: all of
// them, which a test of the house holds. Where one takes a function it is given one.
var rowFunctions = map[string]any{
	"AUCDifference": cx.AUCDifference,
	"AUCOf":         cx.AUCOf,
	"AccountNPSOf": func(rows []cx.Response, revenue []cx.Subscription) (cx.AccountNPS, error) {
		return cx.AccountNPSOf(rows, revenue, firstScore, cx.NPS{})
	},
	"ActivityLogOf":     cx.ActivityLogOf,
	"AgreementOf":       cx.AgreementOf,
	"AlertsOf":          cx.AlertsOf[cx.NPS, *cx.NPS],
	"Allocate":          cx.Allocate,
	"AmountQuantile":    cx.AmountQuantile,
	"AmountsOf":         cx.AmountsOf,
	"AttributionsOf":    cx.AttributionsOf,
	"BacklogTrend":      cx.BacklogTrend,
	"BadTouchCountsOf":  cx.BadTouchCountsOf,
	"BadTouchLifespans": cx.BadTouchLifespans,
	"BenjaminiHochberg": cx.BenjaminiHochberg,
	"BusinessHoursOf":   cx.BusinessHoursOf,
	"CESOf":             cx.CESOf[int],
	"CSATOf":            cx.CSATOf[uint8],
	"CasesOf":           cx.CasesOf,
	"ChoicesOf":         cx.ChoicesOf,
	"ChunksBy": func(rows []cx.Response, least int) (chunks [][]cx.Response, err error) {
		var all iter.Seq2[cx.Response, error] = func(yield func(cx.Response, error) bool) {
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}
		for chunk, err := range cx.ChunksBy(all, segment, least) {
			if err != nil {
				return nil, err
			}
			chunks = append(chunks, slices.Clone(chunk))
		}
		return chunks, nil
	},
	"ClosedLoopOf":     cx.ClosedLoopOf,
	"ClusteredOf":      cx.ClusteredOf[string, cx.NPS, *cx.NPS],
	"CohortsFrom":      cx.CohortsFrom,
	"CohortsOf":        cx.CohortsOf,
	"CohortsOfSorted":  cx.CohortsOfSorted,
	"CompetingRisksOf": cx.CompetingRisksOf,
	"ConcordanceOf": func(lifespans []cx.Lifespan, p cx.Predictor) (cx.Concordance, error) {
		n := min(len(lifespans), len(p.Scores))
		p.Scores = p.Scores[:n]
		return cx.ConcordanceOf(lifespans[:n], p)
	},
	"ContactVerdictsOf":            cx.ContactVerdictsOf,
	"ConversionLifespans":          cx.ConversionLifespans,
	"ConversionLifespansBySegment": cx.ConversionLifespansBySegment,
	"CorrelationOf":                cx.CorrelationOf,
	"CrossTabOf": func(rows []cx.Response) (cx.CrossTab, error) {
		return cx.CrossTabOf(rows, segment, func(r *cx.Response) string { return r.Channel })
	},
	"CustomerViewsOf": cx.CustomerViewsOf,
	"DailyChurn":      cx.DailyChurn,
	"Deduplicate":     cx.Deduplicate,
	"DifferencePaired": func(a, b [7]int, scale cx.Scale, level float64) (cx.Comparison, error) {
		return cx.DifferencePaired(a[:], b[:], scale, level)
	},
	"Distinct":                 func(rows []cx.Response) ([]cx.Response, int) { return cx.Distinct(rows, segment) },
	"DurationQuantile":         cx.DurationQuantile,
	"DurationQuantileInterval": cx.DurationQuantileInterval,
	"DurationsOf":              cx.DurationsOf,
	"EngagementOf":             cx.EngagementOf,
	"EpochDays": func(instants []int64, location *time.Location) ([]int32, error) {
		return cx.EpochDays(instants, time.Second, location)
	},
	"ExpectedLifetimeValue": func(margins []decimal.Decimal, discount float64) (float64, error) {
		return cx.ExpectedLifetimeValue(margins, halved, discount)
	},
	"FieldworkOf": cx.FieldworkOf,
	"FitBGNBD":    cx.FitBGNBD,
	"FitCox": func(lifespans []cx.Lifespan, level float64, covariates [16]float64) (cx.Cox, error) {
		var rows [][]float64
		for i := range lifespans {
			rows = append(rows, []float64{covariates[i%16]})
		}
		return cx.FitCox(lifespans, rows, []string{"x"}, level)
	},
	"FitGammaGamma":           cx.FitGammaGamma,
	"FitMBGNBD":               cx.FitMBGNBD,
	"FitShiftedBetaGeometric": cx.FitShiftedBetaGeometric,
	"FunnelOf":                cx.FunnelOf,
	"FunnelsBySegment":        cx.FunnelsBySegment,
	"GapByChance":             cx.GapByChance[string, cx.NPS, *cx.NPS],
	"GroupBy": func(rows []cx.Response) ([]cx.Group[string, cx.NPS], error) {
		return cx.GroupBy(rows, segment, cx.NPS{})
	},
	"GroupByQuestion": func(rows []cx.Response) ([]cx.Group[string, cx.NPS], error) {
		return cx.GroupByQuestion(rows, emptyNPS)
	},
	"GroupByRank":  cx.GroupByRank,
	"GroupColumns": cx.GroupColumns[string, int, cx.NPS, *cx.NPS],
	"GroupFunc": func(rows []cx.Response) ([]cx.Group[string, cx.NPS], error) {
		return cx.GroupFunc(rows, segment, addScore, cx.NPS{})
	},
	"GroupTrend": func(rows []cx.Response, c cx.Calendar, span cx.Period) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
		return cx.GroupTrend(rows, segment, c, span, cx.NPS{})
	},
	"GroupTrendColumns": func(keys [9]string, days [9]int32, scores [9]int, grain cx.Grain, span cx.Period) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
		return cx.GroupTrendColumns(keys[:], days[:], scores[:], grain, span, cx.NPS{})
	},
	"GroupTrendFunc": func(rows []cx.Response, c cx.Calendar, span cx.Period) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
		return cx.GroupTrendFunc(rows, segment, answeredAt, addScore, c, span, cx.NPS{})
	},
	"HazardOf":              cx.HazardOf,
	"HeterogeneityOf":       cx.HeterogeneityOf,
	"HeterogeneityOfGroups": cx.HeterogeneityOfGroups[string, cx.NPS, *cx.NPS],
	"HoldoutOf": func(rows []cx.Activity, unit cx.Grain, c cx.Calendar, split, asOf time.Time) (cx.Holdout, error) {
		return cx.HoldoutOf(rows, unit, c, split, asOf, cx.FitBGNBD)
	},
	"Holm": cx.Holm,
	"HoursOfDayOf": func(rows []cx.Response, c cx.Calendar, span cx.Period) (cx.HoursOfDay, error) {
		return cx.HoursOfDayOf(rows, answeredAt, c, span)
	},
	"ImpactsOf": cx.ImpactsOf[cx.NPS, *cx.NPS],
	"JourneyOf": cx.JourneyOf,
	"LagSpend":  cx.LagSpend,
	"LandmarksOf": func(rows []cx.Response, invited []cx.Invitation, window cx.Period, c cx.Calendar) (cx.Landmarks, error) {
		return cx.LandmarksOf(rows, segment, invited, window, c)
	},
	"LifecycleTrend": cx.LifecycleTrend,
	"LifespansOf": func(rows [][2]cx.Date, asOf cx.Date) ([]cx.Lifespan, error) {
		return cx.LifespansOf(rows, func(r *[2]cx.Date) (start, end cx.Date) { return r[0], r[1] }, asOf)
	},
	"LinkRecontacts":  cx.LinkRecontacts,
	"LinkageOf":       cx.LinkageOf,
	"LinkedCustomers": cx.LinkedCustomers,
	"LinkedLifespans": cx.LinkedLifespans,
	"LogRank":         cx.LogRank,
	"LoyaltyOf": func(customers []string, rows cx.LoyaltyRows, days int, c cx.Calendar, asOf time.Time) (cx.Loyalty, error) {
		rows.Joined = withoutAmounts(rows.Joined)
		return cx.LoyaltyOf(customers, rows, days, c, asOf)
	},
	"MemberDifference": func(orders, joined []cx.Activity, days int, c cx.Calendar, asOf time.Time, level float64) (cx.Comparison, error) {
		return cx.MemberDifference(orders, withoutAmounts(joined), days, c, asOf, level)
	},
	"MergeGroupTrends": cx.MergeGroupTrends[string, cx.NPS, *cx.NPS],
	"MergeGroups":      cx.MergeGroups[string, cx.NPS, *cx.NPS],
	"MergePoints":      cx.MergePoints[cx.NPS, *cx.NPS],
	"MostUrgent":       cx.MostUrgent,
	"MovementsBetween": cx.MovementsBetween,
	"MovementsOf":      cx.MovementsOf,
	"NPSOf":            cx.NPSOf[int64],
	"NoBadTouch":       func(rows []cx.Response) (cx.Proportion, error) { return cx.NoBadTouch(rows, isBad) },
	"PathsOf":          cx.PathsOf,
	"PeakEndOf": func(rows []cx.Response, neutral decimal.Decimal) (cx.PeakEnd, error) {
		return cx.PeakEndOf(rows, scoreScale, neutral)
	},
	"PhrasesOf": func(rows []string, rule cx.PhraseRule) (cx.Phrases, error) {
		return cx.PhrasesOf(rows, func(s *string) string { return *s }, rule)
	},
	"PromisesOf":          cx.PromisesOf,
	"PurchaseHistoriesOf": cx.PurchaseHistoriesOf,
	"RFMOf":               cx.RFMOf,
	"RakedWeights": func(rows []cx.Response, shares []cx.Group[string, decimal.Decimal]) ([]decimal.Decimal, error) {
		return cx.RakedWeights(rows, []cx.RakingMargin[cx.Response]{{Name: "segment", Of: segment, Shares: shares}})
	},
	"RankGroups":            cx.RankGroups[string, cx.NPS, *cx.NPS],
	"RatingsOf":             cx.RatingsOf[int],
	"ReferralsOf":           cx.ReferralsOf,
	"RepeatOf":              cx.RepeatOf,
	"RepeatSpendOf":         cx.RepeatSpendOf,
	"RepeatWithin":          cx.RepeatWithin,
	"RetentionOf":           cx.RetentionOf,
	"RevenueByClass":        cx.RevenueByClass,
	"RevenueShare":          cx.RevenueShare,
	"Rolling":               cx.Rolling[cx.NPS, *cx.NPS],
	"RoundedShares":         cx.RoundedShares,
	"SLAOf":                 cx.SLAOf,
	"SampleRatio":           cx.SampleRatio[string],
	"ScoreChangeOf":         cx.ScoreChangeOf[string, cx.NPS, *cx.NPS],
	"SelfServiceOf":         cx.SelfServiceOf,
	"SessionsOf":            cx.SessionsOf,
	"Shares":                cx.Shares,
	"Sift":                  func(rows []cx.Response) ([]cx.Response, []*cx.RowError, int) { return cx.Sift(rows, checkRow) },
	"SpellsOf":              cx.SpellsOf,
	"SpendCorrelation":      cx.SpendCorrelation,
	"StoreUplift":           cx.StoreUplift,
	"SubscriptionPeriodsOf": cx.SubscriptionPeriodsOf,
	"SubscriptionSpells":    cx.SubscriptionSpells,
	"SubscriptionsAt":       cx.SubscriptionsAt,
	"SupportOf":             cx.SupportOf,
	"SuppressSmall":         cx.SuppressSmall[string, cx.NPS],
	"SurvivalOf":            cx.SurvivalOf,
	"TeamCorrelation":       cx.TeamCorrelation,
	"TeamPairsOf":           cx.TeamPairsOf[cx.NPS, cx.CSAT],
	"ThemesFunc": func(rows []cx.Response) (cx.Themes[cx.NPS], error) {
		return cx.ThemesFunc(rows, themesOf, addScore, cx.NPS{})
	},
	"ThemesOf":      func(rows []cx.Response) (cx.Themes[cx.NPS], error) { return cx.ThemesOf(rows, cx.NPS{}) },
	"TicketsOf":     cx.TicketsOf,
	"TransitionsOf": cx.TransitionsOf,
	"Trend": func(rows []cx.Response, c cx.Calendar, span cx.Period) ([]cx.Point[cx.NPS], error) {
		return cx.Trend(rows, c, span, cx.NPS{})
	},
	"TrendFunc": func(rows []cx.Response, c cx.Calendar, span cx.Period) ([]cx.Point[cx.NPS], error) {
		return cx.TrendFunc(rows, answeredAt, addScore, c, span, cx.NPS{})
	},
	"TrialsOf":      cx.TrialsOf,
	"UptimeOf":      cx.UptimeOf,
	"WeightedNPSOf": cx.WeightedNPSOf[int],
	"YearOnYear":    cx.YearOnYear[cx.NPS, *cx.NPS],
}

// rowWords are the texts of the types that have few, and the JSON of types that random fields
// seldom make valid. Other values come along with a byte of its own.
var rowWords = map[reflect.Type][]string{
	reflect.TypeFor[cx.AgreementMethod]():   {"cohen_kappa", "nominal_alpha", "ordinal_alpha", "interval_alpha"},
	reflect.TypeFor[cx.Grain]():             {"", "day", "day", "week", "month", "", "week_from_sunday", "quarter", "year"},
	reflect.TypeFor[cx.Stage]():             {"", "awareness", "purchase", "retention"},
	reflect.TypeFor[cx.InvitationOutcome](): {"", "bounced", "declined", "opted_out", "ineligible"},
	reflect.TypeFor[cx.DuplicatePolicy]():   {"latest", "all", "first", "latest_per_period"},
	reflect.TypeFor[cx.Class]():             {"", "top", "middle", "bottom"},
	reflect.TypeFor[cx.RankWeight]():        {"", "equal", "gehan", "tarone_ware", "peto_prentice"},
	reflect.TypeFor[cx.TicketEvent](): {
		"replied", "opened", "resolved", "messaged", "reopened", "closed", "held", "resumed", "transferred", "escalated", "voided", "first_resolved", "ignored",
	},

	reflect.TypeFor[cx.Date]():   {`"2026-03-01"`, `"2026-03-05"`, `"2026-03-20"`, `"2026-04-01"`, `"2026-02-28"`, `"0001-01-01"`, `"9999-12-31"`, `null`},
	reflect.TypeFor[cx.Period](): {`"2026-03"`, `"2026-W10"`, `null`, `"2026-03-01/2026-03-20"`, `"2026-03-02"`, `"2026"`, `"2026-04"`},
	reflect.TypeFor[cx.Scale]():  {`null`, `{"min":0,"max":10,"bottom_max":6,"top_min":9}`, `{"min":1,"max":5,"bottom_max":2,"top_min":4}`},
	reflect.TypeFor[[]float64](): {`[0,1,2,5]`, `[0.01,0.04,0.03,0.2]`, `[3,1,2,2]`, `[]`, `[0,7,30,60,90]`},
	reflect.TypeFor[[]bool]():    {`[true,false,true,false]`, `[false,true,true,false]`, `[true,true,true,true]`, `[]`},

	reflect.TypeFor[cx.AttributionRule](): {`{}`, `{"First":"0.4","Last":"0.4"}`, `{"HalfLife":86400000000000}`, `{"Window":864000000000000,"First":"1"}`},
	reflect.TypeFor[cx.BadTouchRule]():    {`{"Bad":["a"],"Exits":["b"]}`, `{"Bad":["a","c"]}`},
	reflect.TypeFor[cx.CohortRule](): {
		`{}`, `{"Calendar":{"Grain":"month"},"Unbounded":true}`, `{"Elapsed":86400000000000}`, `{"ElapsedMonths":1}`, `{"Brackets":[0,1,7,28]}`, `{"Recurring":true}`,
	},
	reflect.TypeFor[cx.ContactRule](): {
		`{"Survey":"a","Salt":"s","Share":"1"}`, `{"Survey":"a","Salt":"s","Share":"0.5","QuietDays":7,"Spread":3}`, `{"Survey":"b","Salt":"s","Share":"1","SameSurveyDays":9,"Most":2,"WithinDays":30}`,
	},
	reflect.TypeFor[cx.FunnelRule](): {
		`{"Steps":["a","b"]}`, `{"Steps":["a","b","c"],"Order":"strict","Window":864000000000000}`, `{"Steps":["a","b"],"Order":"any"}`,
		`{"Steps":["a","b","a"],"StepWindow":172800000000000,"Exclude":["d"],"Base":"unstopped"}`, `{"Steps":["a"],"Open":true}`,
	},
	reflect.TypeFor[cx.LinkageRule](): {`{"Horizon":864000000000000,"Outcomes":["a"],"Exits":["b"]}`, `{"Horizon":86400000000000}`},
	reflect.TypeFor[cx.RFMRule]():     {`{"Parts":2}`, `{"Parts":5}`, `{"Recency":[7,30],"Frequency":[2],"Spend":["10"]}`},
	reflect.TypeFor[cx.AlertRule]():   {`{"Every":104,"MinBase":1}`, `{"Every":20,"MinBase":5,"WorseOnly":true}`},

	reflect.TypeFor[cx.Amounts]():      {`{"count":0,"sum":"0","squares":"0"}`, `{"count":2,"sum":"20","squares":"212.5","cubes":"2375"}`},
	reflect.TypeFor[cx.Churn]():        {`{"start":9,"acquired":0,"lost":2,"acquired_lost":0,"returned":0}`, `{"start":200,"acquired":50,"lost":20,"acquired_lost":5,"returned":4}`},
	reflect.TypeFor[cx.Measurement]():  {`{"metric":"nps","period":"2026-02","value":"20","interval":{"low":14,"high":26,"level":0.95},"base":100,"target":"15"}`},
	reflect.TypeFor[cx.JourneyMap]():   {`{"stages":[{"stage":"buy"}],"plan":[{"metric":"nps"}]}`},
	reflect.TypeFor[cx.OpeningHours](): {`{"Day":1,"From":28800000000000,"To":61200000000000}`, `{"Day":3,"From":0,"To":3600000000000}`, `{"Day":6,"From":1000000000,"To":2000000000}`},
	reflect.TypeFor[cx.Question](): {
		`{"name":"q","kind":"choices","options":["a","b","c","d"]}`, `{"name":"q","kind":"ranking","options":["a","b","c"]}`, `{"name":"q","kind":"choice","options":["a","b"]}`,
	},
	reflect.TypeFor[cx.Referral](): {`{"referrer":"a","referee":"b"}`, `{"referrer":"a","referee":"c","at":"2026-03-01T00:00:00Z"}`, `{"referrer":"c","referee":"d"}`},
	reflect.TypeFor[[]cx.Group[string, decimal.Decimal]](): {
		`[{"key":"a","tally":"0.4"},{"key":"b","tally":"0.3"},{"key":"c","tally":"0.2"},{"key":"d","tally":"0.1"}]`,
	},
	reflect.TypeFor[cx.CaseRule](): {
		`{"Scale":{"min":1,"max":5,"bottom_max":2,"top_min":4},"Contact":86400000000000}`,
		`{"Scale":{"min":1,"max":5,"bottom_max":2,"top_min":4},"Contact":3600000000000,"Close":864000000000000,"Classes":["bottom","middle"]}`,
	},
	reflect.TypeFor[cx.Case](): numbered(func(n int) string {
		return fmt.Sprintf(`{"customer":"%c%d","at":"2026-03-%02dT09:00:00Z","score":%d,"class":"%s"}`, 'a'+n%4, n, n+1, 1+n%3, []string{"bottom", "bottom", "middle"}[n%3])
	}, 0),
	reflect.TypeFor[cx.Coding](): numbered(func(n int) string { return fmt.Sprintf(`{"unit":"%c","coder":"%d","code":"%d"}`, 'a'+n/2, n%2, n%3) }, 0),
	reflect.TypeFor[cx.Lifespan](): numbered(func(n int) string {
		return fmt.Sprintf(`{"entry":%d,"exit":%d,"churned":%t,"count":%d}`, n%3, n+1, n%3 != 1, n%4)
	}, 2),
	reflect.TypeFor[cx.PurchaseHistory](): numbered(func(n int) string {
		if n%3 == 0 {
			return fmt.Sprintf(`{"frequency":0,"recency":0,"age":%d,"spend":"0"}`, n+3)
		}
		return fmt.Sprintf(`{"frequency":%d,"recency":%d,"age":%d,"spend":"%d"}`, n%5+1, n, n+n%4, 10+n%6)
	}, 0),
	reflect.TypeFor[cx.SubscriptionPeriod](): numbered(func(n int) string {
		return fmt.Sprintf(`{"customer":"%c","start":"2026-03-%02d","end":"2026-04-%02d","amount":"%d"}`, 'a'+n%4, n+1, n+1, n)
	}, 0),
	reflect.TypeFor[cx.Ticket](): numbered(func(n int) string {
		return fmt.Sprintf(`{"customer":"%c","opened":"2026-03-%02dT09:00:00Z","first_reply":"2026-03-%02dT10:00:00Z","resolved":"2026-03-%02dT%02d:00:00Z","replies":1}`,
			'a'+n%4, n+1, n+1, n+2, n)
	}, 0),
	reflect.TypeFor[cx.TimeSpan](): numbered(func(n int) string {
		return fmt.Sprintf(`{"from":"2026-03-%02dT09:00:00Z","to":"2026-03-%02dT10:00:00Z"}`, n+1, n+1+n%3)
	}, 0),
	reflect.TypeFor[cx.Trial](): numbered(func(n int) string {
		return fmt.Sprintf(`{"customer":"%c%d","start":"2026-03-%02dT09:00:00Z","converted":"2026-03-%02dT10:00:00Z","uses":%d}`, 'a'+n%4, n, n+1, n+5, n)
	}, 0),
}

// numbered returns texts by their number, from a first one on.
func numbered(text func(n int) string, first int) (texts []string) {
	for n := range 16 {
		texts = append(texts, text(first+n))
	}
	return texts
}

// rowArguments returns arguments of a function of rows that bytes make.
func rowArguments(function reflect.Type, data []byte) (args []reflect.Value) {
	values := cxtest.Values{Data: data, Words: rowWords}
	for i := range function.NumIn() {
		args = append(args, values.Of(function.In(i)))
	}
	return args
}

// callRows calls a function of rows, and returns its results and its error apart.
func callRows(function reflect.Value, args []reflect.Value) (results []any, err error) {
	call := function.Call
	if function.Type().IsVariadic() {
		call = function.CallSlice
	}
	for _, out := range call(args) {
		if refusal, isError := out.Interface().(error); isError {
			err = refusal
		} else {
			results = append(results, out.Interface())
		}
	}
	return results, err
}

// interfaces returns what values hold.
func interfaces(values []reflect.Value) (list []any) {
	for _, v := range values {
		list = append(list, v.Interface())
	}
	return list
}

// FuzzRows calls the functions that take rows with rows of every kind. They refuse, or give what
// can be written and asked; they do the same again, and leave their arguments alone.
func FuzzRows(f *testing.F) {
	names := slices.Sorted(maps.Keys(rowFunctions))
	random := rand.New(rand.NewPCG(14, 2))
	for i := range names {
		for n := range 4 {
			data := make([]byte, 40+200*n)
			for j := range data {
				data[j] = byte(random.UintN(64)) // few ends of ranges
			}
			f.Add(uint8(i), data)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		name := names[int(kind)%len(names)]
		function := reflect.ValueOf(rowFunctions[name])
		args, before, same := rowArguments(function.Type(), data), rowArguments(function.Type(), data), rowArguments(function.Type(), data)
		results, err := callRows(function, args)
		// Where two copies differ, there is a NaN.
		if reflect.DeepEqual(interfaces(before), interfaces(same)) && !reflect.DeepEqual(interfaces(before), interfaces(args)) {
			t.Errorf("%s has changed its arguments from %+v to %+v", name, interfaces(before), interfaces(args))
		}
		again, errAgain := callRows(function, before)
		if fmt.Sprint(err) != fmt.Sprint(errAgain) {
			t.Errorf("%s says %v, and then %v", name, err, errAgain)
		}
		if err != nil {
			if !errors.Is(err, cx.ErrInvalid) && !errors.Is(err, cx.ErrMismatch) && !errors.Is(err, cx.ErrUndefined) {
				t.Errorf("%s: error %v is of no kind", name, err)
			}
			cxtest.ErrorText(t, name, err)
			return
		}
		for i, result := range results {
			state, err := json.Marshal(result)
			if err != nil && !errors.Is(err, cx.ErrInvalid) {
				t.Errorf("%s gives %+v: %v", name, result, err)
			}
			if other, _ := json.Marshal(again[i]); string(other) != string(state) {
				t.Errorf("%s gives %s, and then %s", name, state, other)
			}
			if kind := reflect.TypeOf(result); kind != nil && kind.PkgPath() == reflect.TypeFor[cx.NPS]().PkgPath() {
				cxtest.Query(t, result)
			}
		}
	})
}
