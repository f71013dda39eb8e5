package cx

// Scale is the answer scale of a rating question: its range, its direction, and
// the cuts between its three classes.
//
// The cuts are numbers of the scale: ratings Min..BottomMax are the low class,
// TopMin..Max the high class, and those between, if any, the middle one, so that
// the classes cover the scale exactly once:
//
//	Min <= BottomMax < TopMin <= Max, at most 11 points, within -1000..1000
//
// LowerIsBetter reverses the meaning of the classes, not the numbers: on a scale of
// effort the low class is the better one. Wherever the package says top, easy or
// satisfied, it means the better end.
//
// Scales are compared with ==. The zero Scale is none: a tally refuses it, except
// [NPS], where it means 0..10.
type Scale struct {
	Min           int  `json:"min"`
	Max           int  `json:"max"`
	BottomMax     int  `json:"bottom_max"`
	TopMin        int  `json:"top_min"`
	LowerIsBetter bool `json:"lower_is_better,omitzero"`
}

// isZero reports whether s is the zero Scale. It is s == Scale{} without the
// function call that the compiler makes for that.
func (s *Scale) isZero() bool {
	return s.Min|s.Max|s.BottomMax|s.TopMin == 0 && !s.LowerIsBetter
}

// maxPoints is the largest number of points of a scale.
const maxPoints = 11

// RecommendScale returns the scale of "how likely are you to recommend us?" by
// its number of points:
//
//	points  ratings  detractors  passives  promoters
//	11      0..10    0..6        7..8      9..10
//	10      1..10    1..6        7..8      9..10
//	7       1..7     1..4        5..6      7
//	5       1..5     1..3        4         5
//	3       1..3     1           2         3
//
// Only the 11 points are the Net Promoter Score of its authors; scores from
// different scales cannot be compared. For other sizes it returns the zero
// Scale, which [NPSOn] refuses.
func RecommendScale(points int) Scale {
	switch points {
	case 11:
		return Scale{Min: 0, Max: 10, BottomMax: 6, TopMin: 9}
	case 10:
		return Scale{Min: 1, Max: 10, BottomMax: 6, TopMin: 9}
	case 7:
		return Scale{Min: 1, Max: 7, BottomMax: 4, TopMin: 7}
	case 5:
		return Scale{Min: 1, Max: 5, BottomMax: 3, TopMin: 5}
	case 3:
		return Scale{Min: 1, Max: 3, BottomMax: 1, TopMin: 3}
	}
	return Scale{}
}

// SatisfactionScale returns the scale 1..points of "how satisfied are you?",
// higher is better. The satisfied answers are the best
//
//	1 of 2 or 3 points, 2 of 4 to 7 points, 3 of 10 points
//
// and as many at the other end are dissatisfied. For other sizes it returns the zero
// Scale, which [CSAT] refuses.
func SatisfactionScale(points int) Scale {
	boxes := 0
	switch points {
	case 2, 3:
		boxes = 1
	case 4, 5, 6, 7:
		boxes = 2
	case 10:
		boxes = 3
	default:
		return Scale{}
	}
	return Scale{Min: 1, Max: points, BottomMax: boxes, TopMin: points - boxes + 1}
}

// EaseScale returns the scale 1..points of "the company made it easy for me to
// handle my issue" (CES 2.0, usually 7 points), higher is better. The points
// above the middle are easy, those below are difficult; the middle of an odd
// number of points is neutral. For sizes outside 2..11 it returns the zero Scale,
// which [CES] refuses.
func EaseScale(points int) Scale {
	if points < 2 || points > maxPoints {
		return Scale{}
	}
	return Scale{Min: 1, Max: points, BottomMax: points / 2, TopMin: points - points/2 + 1}
}

// EffortScale returns the scale 1..points of "how much effort did you personally
// have to put forth?" (CES 1.0, usually 5 points): as [EaseScale], but lower is
// better.
func EffortScale(points int) Scale {
	s := EaseScale(points)
	s.LowerIsBetter = s != Scale{}
	return s
}

// ExpectationScale returns the scale of "did we meet your expectations?": 1
// missed, 2 met, 3 exceeded. The net share of "exceeded" is [Ratings.NetBox] of 1.
func ExpectationScale() Scale {
	return Scale{Min: 1, Max: 3, BottomMax: 1, TopMin: 3}
}

// Points returns the number of points of the scale, 0 if s is not valid.
func (s Scale) Points() int {
	if !s.valid() {
		return 0
	}
	return s.Max - s.Min + 1
}

// Validate returns an error wrapping [ErrInvalid] if the classes do not cover
// the scale exactly once, or the scale has more than 11 points or points outside
// -1000..1000.
func (s Scale) Validate() error {
	switch {
	case s.valid():
		return nil
	case s.isZero():
		return invalid("scale is missing")
	case s.Min < -1000 || s.Max > 1000:
		return invalid("scale has points outside -1000..1000")
	case s.Min > s.BottomMax || s.BottomMax >= s.TopMin || s.TopMin > s.Max:
		return invalid("scale is not in the order min <= bottom max < top min <= max")
	}
	return invalid("scale has more than %d points", maxPoints)
}

// valid is the condition of Validate. The zero Scale fails it.
func (s *Scale) valid() bool {
	return s.Min >= -1000 && s.Max <= 1000 && s.Min <= s.BottomMax && s.BottomMax < s.TopMin &&
		s.TopMin <= s.Max && s.Max-s.Min < maxPoints
}

// Class is the class of a rating on its scale, from the customer's point of
// view: [TopClass] is the better end, whatever the direction of the numbers.
type Class string

// The classes of a scale. On a recommendation scale they are the promoters, the
// passives and the detractors.
const (
	TopClass    Class = "top"
	MiddleClass Class = "middle"
	BottomClass Class = "bottom"
)

// Class returns the class of a rating.
//
// Class returns an error wrapping [ErrInvalid] if the scale is not valid or has
// no such rating.
func (s Scale) Class(rating int) (Class, error) {
	if err := s.Check(rating); err != nil {
		return "", err
	}
	return s.class(rating), nil
}

// Check returns an error if the scale has no such rating, for [Sift] and for a form.
//
// Check returns an error wrapping [ErrInvalid] if the scale is not valid, and a
// [*RangeError], which says from where to where it goes, if it has no such rating.
func (s Scale) Check(rating int) error {
	if err := s.Validate(); err != nil {
		return err
	}
	return s.checkRating("rating", rating)
}

// class is Class for a rating of a valid scale.
func (s Scale) class(rating int) Class {
	low, high := rating <= s.BottomMax, rating >= s.TopMin
	if s.LowerIsBetter {
		low, high = high, low
	}
	switch {
	case low:
		return BottomClass
	case high:
		return TopClass
	}
	return MiddleClass
}

func (s Scale) checkRating(what string, rating int) error {
	if rating < s.Min || rating > s.Max {
		return &RangeError{What: what, Got: int64(rating), Min: int64(s.Min), Max: int64(s.Max)}
	}
	return nil
}

// Reversed returns the scale on which a rating x of s is
//
//	Min + Max - x
//
// with the other direction. It reverses the numbers, not the question: "how much
// effort?" and "how easy?" were asked in different words, and people answer them
// differently. A scale that is not valid is returned as it is.
func (s Scale) Reversed() Scale {
	if s.Validate() != nil {
		return s
	}
	return Scale{
		Min: s.Min, Max: s.Max,
		BottomMax:     s.Min + s.Max - s.TopMin,
		TopMin:        s.Min + s.Max - s.BottomMax,
		LowerIsBetter: !s.LowerIsBetter,
	}
}

// UnmarshalJSON decodes a scale. It refuses unknown and repeated keys and a scale
// that is not valid. On error s is unchanged.
func (s *Scale) UnmarshalJSON(data []byte) error {
	return decode(data, "scale", s, (*Scale).Validate)
}

// adopt returns the common scale of two tallies that are merged. Either may have
// none yet.
func (s Scale) adopt(other Scale) (Scale, error) {
	switch {
	case s == other || other == Scale{}:
		return s, nil
	case s == Scale{}:
		return other, nil
	}
	return s, mismatch("the tallies are on different scales")
}
