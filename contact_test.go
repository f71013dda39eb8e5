package cx_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Expected buckets by Python's hashlib: int.from_bytes(sha256(salt + b"\0" + customer)[:8],
// "big") * n >> 64.
func TestCustomerBucket(t *testing.T) {
	var got []int
	for i := range 12 {
		bucket, err := cx.CustomerBucket("checkout-2026", "c"+strconv.Itoa(i), 4)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, bucket)
	}
	if want := []int{0, 0, 0, 0, 2, 3, 3, 3, 0, 2, 3, 1}; !slices.Equal(got, want) {
		t.Errorf("the buckets are %v, want %v", got, want)
	}
	for _, tt := range []struct {
		salt, customer string
		n, want        int
	}{
		{"", "c-1017", 100, 35},
		{"å", "ж", 1000, 901},
		{"x", "y", 1_000_000, 805_550},
		{"x", "y", 1, 0},
		{strings.Repeat("s", 100), strings.Repeat("c", 1000), 1000, 836}, // more than there is room for on the stack
		{"\xff", "\x00", 1000, 498},                                      // any bytes
	} {
		if got, err := cx.CustomerBucket(tt.salt, tt.customer, tt.n); err != nil || got != tt.want {
			t.Errorf("CustomerBucket(%.20q, %.20q, %d) = %d, %v, want %d", tt.salt, tt.customer, tt.n, got, err, tt.want)
		}
	}
	if got, err := cx.CustomerBucket("x", "y", math.MaxInt); err != nil || got < 0 {
		t.Errorf("CustomerBucket of the most buckets = %d, %v", got, err)
	}
}

// The buckets of numbered customers are equally large, and whoever is below a number of one
// n is below it in a larger sample.
func TestCustomerBucket_spread(t *testing.T) {
	counts := make([]int, 10)
	for i := range 10_000 {
		customer := strconv.Itoa(i + 1)
		bucket, err := cx.CustomerBucket("salt", customer, 10)
		if err != nil {
			t.Fatal(err)
		}
		counts[bucket]++
		if fine, err := cx.CustomerBucket("salt", customer, 100); err != nil || fine/10 != bucket {
			t.Errorf("customer %d is in bucket %d of 10 and %d of 100, %v", i+1, bucket, fine, err)
		}
	}
	// Python's hashlib.
	if want := []int{972, 995, 977, 982, 1045, 973, 1028, 1018, 990, 1020}; !slices.Equal(counts, want) {
		t.Errorf("the buckets have %v, want %v", counts, want)
	}
}

func TestCustomerBucket_refuses(t *testing.T) {
	for _, customer := range []string{"", " ", "\t\n", "\u00a0"} {
		_, err := cx.CustomerBucket("salt", customer, 10)
		cxtest.Refuses(t, "blank customer", err, cx.ErrInvalid)
	}
	for _, n := range []int{0, -1, math.MinInt} {
		_, err := cx.CustomerBucket("salt", "ada", n)
		cxtest.Refuses(t, "no buckets", err, cx.ErrInvalid)
	}
}

func TestCustomerBucket_allocations(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { cx.CustomerBucket("checkout-2026", "customer-1017", 4) }); n != 0 {
		t.Errorf("CustomerBucket allocates %v times, want 0", n)
	}
}

// contactContract is what the rules of contact promise.
func contactContract(*testing.T) cxtest.Contract {
	customers := []string{"bob", "ada", "eve"}
	history := []cx.Invitation{{Customer: "ada", At: instant("2026-03-02"), Survey: "visit", Outcome: cx.InvitationDeclined}}
	rule := cx.ContactRule{Survey: "relationship", QuietDays: 30}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Calls: []cxtest.Call{{Func: "ContactVerdictsOf", Args: []any{customers, history}, Do: func() (any, error) {
			return cx.ContactVerdictsOf(customers, history, rule, instant("2026-03-10"))
		}}},
	}
}

func TestContact_Contract(t *testing.T) { contactContract(t).Run(t) }

// Verdicts by hand, on 2026-03-10, a Tuesday in Oslo. The buckets by Python's hashlib: of the
// salt "2026", "ada" is at .52972, and in turn 3 of 4; this week is 2932 after that of
// 1970-01-01, which is 0 modulo 4, so that her turn is the week from 03-30.
func TestContactVerdictsOf(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 3, 10, 12, 0, 0, 0, oslo)
	week := cx.Calendar{Grain: cx.Week, Location: oslo}
	asked := func(at, survey string) cx.Invitation {
		return cx.Invitation{Customer: "ada", At: instant(at), Survey: survey}
	}
	reminder, optedOut := asked("2026-03-09", "own"), asked("2020-01-01", "other")
	reminder.Reminder, optedOut.Outcome = true, cx.InvitationOptedOut
	reminderOut, bounced := reminder, asked("2026-03-01", "other")
	reminderOut.Outcome, bounced.Outcome = cx.InvitationOptedOut, cx.InvitationBounced
	tests := []struct {
		name    string
		rule    cx.ContactRule
		history []cx.Invitation
		reason  cx.ContactReason
		from    string
	}{
		{"no rule", cx.ContactRule{}, []cx.Invitation{asked("2026-03-09", "own")}, "", "2026-03-10"},
		{"never asked", cx.ContactRule{QuietDays: 30, Most: 1, WithinDays: 365}, nil, "", "2026-03-10"},
		{"opted out", cx.ContactRule{}, []cx.Invitation{optedOut}, cx.ContactOptedOut, ""},
		{"opted out, and was asked again", cx.ContactRule{}, []cx.Invitation{optedOut, asked("2021-01-01", "own")}, cx.ContactOptedOut, ""},
		{"opted out of a reminder", cx.ContactRule{}, []cx.Invitation{reminderOut}, cx.ContactOptedOut, ""},
		{"quiet", cx.ContactRule{QuietDays: 9}, []cx.Invitation{asked("2026-03-01", "other"), asked("2026-02-01", "own")}, "", "2026-03-10"},
		{"quiet for a day", cx.ContactRule{QuietDays: 10}, []cx.Invitation{asked("2026-03-01", "other"), asked("2026-02-01", "own")}, cx.ContactQuiet, "2026-03-11"},
		{"quiet since the later of two", cx.ContactRule{QuietDays: 10}, []cx.Invitation{asked("2026-02-01", "own"), asked("2026-03-01", "other")}, cx.ContactQuiet, "2026-03-11"},
		{"quiet after a bounce", cx.ContactRule{QuietDays: 10}, []cx.Invitation{bounced}, cx.ContactQuiet, "2026-03-11"},
		{"the day is that of Oslo", cx.ContactRule{QuietDays: 9}, []cx.Invitation{asked("2026-03-01T23:30:00Z", "other")}, cx.ContactQuiet, "2026-03-11"},
		{"a reminder is none", cx.ContactRule{QuietDays: 30, Most: 1, WithinDays: 30}, []cx.Invitation{reminder}, "", "2026-03-10"},
		{"not before asOf", cx.ContactRule{QuietDays: 30}, []cx.Invitation{asked("2026-03-10T11:00:00Z", "other"), asked("2027-01-01", "own")}, "", "2026-03-10"},
		{"just before asOf", cx.ContactRule{QuietDays: 30}, []cx.Invitation{asked("2026-03-10T10:59:59Z", "other")}, cx.ContactQuiet, "2026-04-09"},
		{"another survey", cx.ContactRule{Survey: "own", SameSurveyDays: 180}, []cx.Invitation{asked("2026-03-01", "other")}, "", "2026-03-10"},
		{"the same survey", cx.ContactRule{Survey: "own", SameSurveyDays: 180}, []cx.Invitation{asked("2026-03-01", "own")}, cx.ContactSameSurvey, "2026-08-28"},
		{"two of two in ten days", cx.ContactRule{Most: 2, WithinDays: 10}, []cx.Invitation{asked("2026-03-02", "a"), asked("2026-03-01", "b")}, cx.ContactTooMany, "2026-03-11"},
		{"two in ten days, and one before", cx.ContactRule{Most: 3, WithinDays: 10}, []cx.Invitation{asked("2026-03-02", "a"), asked("2026-03-01", "b"), asked("2026-02-28", "b")}, "", "2026-03-10"},
		{"three of two", cx.ContactRule{Most: 2, WithinDays: 10}, []cx.Invitation{asked("2026-03-02", "a"), asked("2026-03-01", "b"), asked("2026-03-02", "b")}, cx.ContactTooMany, "2026-03-12"},
		{"in the sample", cx.ContactRule{Salt: "2026", Share: dec("0.53")}, nil, "", "2026-03-10"},
		{"not in the sample", cx.ContactRule{Salt: "2026", Share: dec("0.5297")}, nil, cx.ContactNotSampled, ""},
		{"all of them", cx.ContactRule{Salt: "2026", Share: dec("1")}, nil, "", "2026-03-10"},
		{"not yet in turn", cx.ContactRule{Salt: "2026", Spread: 4, Calendar: week}, nil, cx.ContactNotTurn, "2026-03-30"},
		{"quiet, then not yet in turn", cx.ContactRule{Salt: "2026", Spread: 4, Calendar: week, QuietDays: 40},
			[]cx.Invitation{asked("2026-03-01", "a")}, cx.ContactQuiet, "2026-04-27"},
		{"quiet until a day of its turn", cx.ContactRule{Salt: "2026", Spread: 4, Calendar: week, QuietDays: 30},
			[]cx.Invitation{asked("2026-03-01", "a")}, cx.ContactQuiet, "2026-03-31"},
	}
	for _, tt := range tests {
		if tt.rule.Calendar.Location == nil {
			tt.rule.Calendar.Location = oslo
		}
		var from cx.Date
		if tt.from != "" {
			from = date(tt.from)
		}
		got, err := cx.ContactVerdictsOf([]string{"ada"}, append(tt.history, cx.Invitation{Customer: "bob", At: instant("2026-03-09")}), tt.rule, asOf)
		if want := (cx.ContactVerdict{Customer: "ada", Reason: tt.reason, From: from}); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, err, want)
		}
	}
}

// From is the first of the days to come on which the same call says so, and the sum over the
// turns asks everybody once.
func TestContactVerdictsOf_from(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 3))
	customers := make([]string, 40)
	for i := range customers {
		customers[i] = "c" + strconv.Itoa(i)
	}
	asOf := instant("2026-03-10T09:00:00Z")
	for round := range 30 {
		var history []cx.Invitation
		for range 60 {
			history = append(history, cx.Invitation{
				Customer: customers[random.IntN(len(customers))], Survey: []string{"own", "other"}[random.IntN(2)],
				At: asOf.AddDate(0, 0, -1-random.IntN(40)), Reminder: random.IntN(5) == 0,
			})
		}
		rule := cx.ContactRule{
			Survey: "own", Salt: strconv.Itoa(round), Spread: 1 + random.IntN(5), QuietDays: random.IntN(12), SameSurveyDays: random.IntN(25),
			Most: random.IntN(3), WithinDays: 1 + random.IntN(40), Calendar: cx.Calendar{Grain: []cx.Grain{cx.Day, cx.Week, cx.Month}[round%3]},
		}
		list, err := cx.ContactVerdictsOf(customers, history, rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		for i := range list {
			if (list[i].Reason == "") != (list[i].From == date("2026-03-10")) {
				t.Errorf("round %d: %v", round, list[i])
			}
		}
		for n := range 200 {
			day, err := cx.ContactVerdictsOf(customers, history, rule, asOf.AddDate(0, 0, n))
			if err != nil {
				t.Fatal(err)
			}
			today := cxtest.Must(date("2026-03-10").AddDays(n))
			for i, v := range day {
				if list[i].From.Compare(today) > 0 && v.Reason == "" {
					t.Errorf("round %d: %s may be asked on %v, not from %v", round, v.Customer, today, list[i].From)
				}
				if list[i].From == today && v.Reason != "" {
					t.Errorf("round %d: %s is %s on %v, and From says ask", round, v.Customer, v.Reason, today)
				}
			}
		}
	}
}

func TestContactVerdictsOf_refuses(t *testing.T) {
	asOf := instant("2026-03-10")
	good := []cx.Invitation{{Customer: "ada", At: instant("2026-03-01")}}
	row := func(change func(*cx.Invitation)) []cx.Invitation {
		rows := []cx.Invitation{good[0], good[0]}
		change(&rows[1])
		return rows
	}
	for _, tt := range []struct {
		name      string
		customers []string
		history   []cx.Invitation
		rule      cx.ContactRule
		asOf      time.Time
		text      string
	}{
		{"no asOf", nil, nil, cx.ContactRule{}, time.Time{}, "cx: time is missing"},
		{"asOf of 1066", nil, nil, cx.ContactRule{}, instant("1066-01-01"), "cx: year 1066"},
		{"share below 0", nil, nil, cx.ContactRule{Salt: "s", Share: dec("-0.1")}, asOf, "cx: share is not in 0..1"},
		{"share above 1", nil, nil, cx.ContactRule{Salt: "s", Share: dec("1.0001")}, asOf, "cx: share is not in 0..1"},
		{"share of too many digits", nil, nil, cx.ContactRule{Salt: "s", Share: dec("1e-5000")}, asOf, "cx: share"},
		{"share without salt", nil, nil, cx.ContactRule{Share: dec("0.5")}, asOf, "cx: salt is blank"},
		{"spread without salt", nil, nil, cx.ContactRule{Salt: " ", Spread: 2}, asOf, "cx: salt is blank"},
		{"spread below 0", nil, nil, cx.ContactRule{Spread: -1}, asOf, "cx: spread -1 is outside 0..1000"},
		{"spread beyond", nil, nil, cx.ContactRule{Salt: "s", Spread: 1001}, asOf, "cx: spread 1001 is outside 0..1000"},
		{"quiet days below 0", nil, nil, cx.ContactRule{QuietDays: -1}, asOf, "cx: number of quiet days"},
		{"quiet days beyond", nil, nil, cx.ContactRule{QuietDays: math.MaxInt}, asOf, "cx: number of quiet days"},
		{"same days below 0", nil, nil, cx.ContactRule{Survey: "own", SameSurveyDays: -1}, asOf, "cx: number of days of one survey"},
		{"same days without survey", nil, nil, cx.ContactRule{SameSurveyDays: 1}, asOf, "cx: survey is blank"},
		{"most below 0", nil, nil, cx.ContactRule{Most: -1}, asOf, "cx: most surveys -1"},
		{"most without days", nil, nil, cx.ContactRule{Most: 1}, asOf, "cx: most surveys are without"},
		{"days of most below 0", nil, nil, cx.ContactRule{WithinDays: -1}, asOf, "cx: number of days of most"},
		{"grain", nil, nil, cx.ContactRule{Calendar: cx.Calendar{Grain: "fortnight"}}, asOf, "cx: grain"},
		{"blank customer", []string{"ada", " "}, nil, cx.ContactRule{}, asOf, "cx: customers[1]: customer is blank"},
		{"customer twice", []string{"ada", "bob", "ada"}, nil, cx.ContactRule{}, asOf, "cx: customers[2]: customer is there twice"},
		{"history of nobody", nil, row(func(v *cx.Invitation) { v.Customer = "" }), cx.ContactRule{}, asOf, "cx: history[1]: customer is blank"},
		{"history without time", nil, row(func(v *cx.Invitation) { v.At = time.Time{} }), cx.ContactRule{}, asOf, "cx: history[1]: time is missing"},
		{"history of another outcome", nil, row(func(v *cx.Invitation) { v.Outcome = "opted-out" }), cx.ContactRule{}, asOf, "cx: history[1]: outcome is none"},
	} {
		list, err := cx.ContactVerdictsOf(tt.customers, tt.history, tt.rule, tt.asOf)
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		if list != nil || err != nil && !strings.HasPrefix(err.Error(), tt.text) {
			t.Errorf("%s: %v, %v, want %s", tt.name, list, err, tt.text)
		}
	}
	if list, err := cx.ContactVerdictsOf(nil, good, cx.ContactRule{}, asOf); list != nil || err != nil {
		t.Errorf("no customers: %v, %v", list, err)
	}
	far := cx.ContactRule{Salt: "s", Spread: 1000, QuietDays: 36525, Calendar: cx.Calendar{Grain: cx.Year}}
	if list, err := cx.ContactVerdictsOf([]string{"ada"}, []cx.Invitation{{Customer: "ada", At: instant("2200-12-30")}}, far, instant("2200-12-31")); err != nil || !list[0].From.IsValid() {
		t.Errorf("the longest wait: %v, %v", list, err)
	}
	// Where the clocks show the last day but one of the year 9999, a wait may end on the last.
	if ahead := instant("9999-12-30").Unix() - asOf.Unix(); strconv.IntSize == 64 {
		rule := cx.ContactRule{QuietDays: 10, Calendar: cx.Calendar{Location: time.FixedZone("far", int(ahead))}}
		list, err := cx.ContactVerdictsOf([]string{"ada"}, good, rule, asOf) // asked 9 days ago
		if err != nil || list[0].From != date("9999-12-31") {
			t.Errorf("a wait to the end of the years: %v, %v", list, err)
		}
		rule.QuietDays++
		list, err = cx.ContactVerdictsOf([]string{"ada"}, good, rule, asOf)
		cxtest.Refuses(t, "a wait beyond the years", err, cx.ErrInvalid)
		if list != nil {
			t.Errorf("a wait beyond the years: %v", list)
		}
	}
}

// BenchmarkContactVerdictsOf is beside the plain loop that builds the same map of the customers
// and looks up the history in it.
func BenchmarkContactVerdictsOf(b *testing.B) {
	const n = 100_000
	customers, history := make([]string, n), make([]cx.Invitation, 2*n)
	asOf := instant("2026-03-10")
	for i := range customers {
		customers[i] = "customer-" + strconv.Itoa(i)
	}
	for i := range history {
		history[i] = cx.Invitation{Customer: customers[i*7919%n], At: asOf.AddDate(0, 0, -1-i%300), Survey: "own"}
	}
	rule := cx.ContactRule{
		Survey: "own", Salt: "2026", Share: dec("0.5"), Spread: 13, QuietDays: 30, SameSurveyDays: 180, Most: 4, WithinDays: 365,
		Calendar: cx.Calendar{Grain: cx.Week},
	}
	b.Run("verdicts", func(b *testing.B) {
		for b.Loop() {
			if _, err := cx.ContactVerdictsOf(customers, history, rule, asOf); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("loop=map", func(b *testing.B) {
		for b.Loop() {
			last := make(map[string]int64, n)
			for _, c := range customers {
				last[c] = 0
			}
			for i := range history {
				last[history[i].Customer] = max(last[history[i].Customer], history[i].At.Unix())
			}
		}
	})
}
