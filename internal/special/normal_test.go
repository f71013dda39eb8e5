package special

import "testing"

// The published 16 digits of the standard normal quantile (R's qnorm), and for
// the extreme levels the root of erfc computed with mpmath to 40 digits. Levels
// are the float64 nearest to what is written.
func TestNormalQuantile(t *testing.T) {
	tests := []struct{ level, want float64 }{
		{0.5, 0.6744897501960817},
		{0.8, 1.2815515655446004},
		{0.9, 1.6448536269514722},
		{0.95, 1.959963984540054},
		{0.99, 2.5758293035489004},
		{0.999, 3.2905267314918945},
		{0.999999, 4.8916384756929318},
		{1 - 0x1p-53, 8.2923610758135955},
		// Near 0 the quantile is level·sqrt(π/2).
		{1e-10, 1.2533141373155003e-10},
		{1e-300, 1.2533141373155003e-300},
	}
	for _, tt := range tests {
		near(t, "NormalQuantile", NormalQuantile(tt.level), tt.want, 1e-14, tt.level)
	}
	// A power of 0.8 is one-tailed: its quantile is that of the level 0.6.
	near(t, "NormalQuantile", NormalQuantile(2*0.8-1), 0.8416212335729143, 1e-14, 0.6)
}

// The complementary error function of |z|/sqrt(2), computed with mpmath to 40 digits.
func TestNormalTwoTailed(t *testing.T) {
	tests := []struct{ z, want float64 }{
		{0, 1},
		{0.5, 0.6170750774519738},
		{1.96, 0.049995790296440872},
		{5, 5.7330314375838782e-07},
		{10, 1.5239706048321052e-23},
		{30, 9.8134278542963742e-198},
		{37, 1.1451142445049154e-299},
	}
	for _, tt := range tests {
		near(t, "NormalTwoTailed", NormalTwoTailed(tt.z), tt.want, 5e-13, tt.z)
		near(t, "NormalTwoTailed", NormalTwoTailed(-tt.z), tt.want, 5e-13, -tt.z)
	}
}
