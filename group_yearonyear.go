package cx

import "errors"

// YearOnYear compares each point of a trend with the one of a year before, the later minus the
// earlier, in order of time: a figure with a season is higher or lower than last month each
// December. It is also called year over year, or YoY. A Day is held against the one 364 days
// before, the same day of the week; a Week too, so that 2027-W01 is held against 2026-W02 and
// no year of 53 weeks shifts it; a Month, Quarter and Year against the one 12 months before.
// Holidays that move, as Easter does, stay in the difference.
//
// A point without a partner is left out, and one whose base or whose partner's is under
// minimum; 30 is a usual minimum. So is one whose difference is undefined. No comparisons give
// nil. Each is one test of the answers of different customers, that of the tally's Difference:
// of 12 months of an unchanged figure some have a P of at most 0.05 by chance in 46 % of years,
// so adjust the P of several by [Holm]. To watch a figure as it comes in, take [AlertsOf]. It
// does not modify points.
//
// A proportion does not know whether it counts what is good: of a share that is bad, hand in
// that of the good outcome, [Proportion.Complement], for a difference above 0 to be one for the
// better.
//
// YearOnYear returns an error if:
//   - minimum is below 1, or level is not between 0 and 1 ([ErrInvalid]);
//   - a period is not valid or does not start where the one before it ends, or a tally is
//     not valid ([*RowError] wrapping [ErrInvalid]);
//   - a period is not a whole one of the grain of the first ([*RowError] wrapping
//     [ErrMismatch]), as those of [Rolling] are not;
//   - the scales differ ([*RowError] wrapping [ErrMismatch]).
func YearOnYear[T any, P Ranked[T]](points []Point[T], minimum int64, level float64) ([]Point[Comparison], error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if minimum < 1 {
		return nil, invalid("minimum base is below 1")
	}
	if err := checkSequence(points); err != nil {
		return nil, err
	}
	year, err := pointsOfYear(points)
	if err != nil {
		return nil, err
	}
	var changes []Point[Comparison]
	based := make([]bool, len(points))
	for i := range points {
		r, err := ratioOf(P(&points[i].Tally))
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		based[i] = r.base(minimum)
		if i < year || !based[i] || !based[i-year] {
			continue
		}
		c, err := P(&points[i].Tally).Difference(points[i-year].Tally, level)
		if errors.Is(err, ErrUndefined) {
			continue
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		changes = append(changes, Point[Comparison]{Period: points[i].Period, Tally: c})
	}
	return changes, nil
}

// pointsOfYear returns by how many points the partner of one is before it.
func pointsOfYear[T any](points []Point[T]) (int, error) {
	if len(points) == 0 {
		return 0, nil
	}
	for _, g := range []Grain{Day, Week, WeekFromSunday, Month, Quarter, Year} {
		if p, err := g.PeriodOf(points[0].Period.Start); err != nil || p != points[0].Period {
			continue
		}
		for i := range points {
			if p, err := g.PeriodOf(points[i].Period.Start); err != nil || p != points[i].Period {
				return 0, &RowError{Row: i, Err: mismatch("the period is not of the grain of the first")}
			}
		}
		switch g {
		case Day:
			return 364, nil
		case Month:
			return 12, nil
		case Quarter:
			return 4, nil
		case Year:
			return 1, nil
		}
		return 52, nil
	}
	return 0, &RowError{Row: 0, Err: mismatch("the period is not a whole one of a grain")}
}
