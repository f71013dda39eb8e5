package main

import "math"

// Tolerances: sums of logarithms and products in another order differ in the last digits alone;
// quotients of small differences, and P of large statistics, lose some of them.
const (
	exact = 1e-12
	near  = 1e-9
)

// floor is the size below which a figure is as good as 0: a mean or a test of groups alike.
const floor = 1e-3

// tiny is the floor of figures that are never differences, P among them.
const tiny = 1e-300

var (
	flatEnd = choice{
		"Where a curve or a limit ends at 1 - p exactly, quantile() takes the middle of that time and the last exit; cx and R's own summary() take the time.",
		func(s *set, c, r float64) bool { return math.Abs(r-(c+s.last)/2) <= exact*r },
	}
	allNought = choice{
		"Where all numbers are 0, t.test has a mean of 0 with no error, and no test; cx has none of them.",
		func(_ *set, c, r float64) bool { return math.IsNaN(c) && r == 0 },
	}
	fewPairs = choice{
		"R gives a rank correlation of 2 or 3 pairs, which cx does not.",
		func(s *set, c, _ float64) bool { return math.IsNaN(c) && s.n < 4 },
	}
	pooled = choice{
		"Where all or none have it in both groups, R has no test; Z is 0 and P is 1 in cx.",
		func(_ *set, c, r float64) bool { return math.IsNaN(r) && (c == 0 || c == 1) },
	}
)

// figures are the rows of the table, in the order of the families.
var figures = []figure{
	{family: "survival", name: "at", call: "Survival.At", r: "survfit", tolerance: exact, floor: tiny, least: 0.99},
	{family: "survival", name: "at_risk", call: "Survival.AtRisk", r: "counted", floor: tiny, least: 0.99},
	{family: "survival", name: "emptied", call: "Survival.Emptied", r: "counted", floor: tiny, least: 0.99},
	{family: "survival", name: "error", call: "Survival.StandardError", r: "survfit", tolerance: near, floor: tiny, least: 0.55},
	{family: "survival", name: "interval_plain", call: "Survival.Interval, PlainScale", r: `survfit(conf.type = "plain")`, tolerance: near, floor: floor, least: 0.55},
	{family: "survival", name: "interval_log", call: "Survival.Interval, LogScale", r: `survfit(conf.type = "log")`, tolerance: near, floor: tiny, least: 0.55},
	{family: "survival", name: "interval_log_log", call: "Survival.Interval, LogLogScale", r: `survfit(conf.type = "log-log")`, tolerance: near, floor: tiny, least: 0.55},
	{family: "survival", name: "interval_logit", call: "Survival.Interval, LogitScale", r: `survfit(conf.type = "logit")`, tolerance: near, floor: tiny, least: 0.55},
	{family: "survival", name: "interval_arcsine", call: "Survival.Interval, ArcsineScale", r: `survfit(conf.type = "arcsin")`, tolerance: near, floor: tiny, least: 0.55},
	{family: "survival", name: "all_here", call: "Survival.Interval where nobody has left", r: "binom.test", tolerance: near, floor: tiny, least: 0.5},
	{family: "survival", name: "median", call: "Survival.Median, all scales", r: "summary(survfit)$table", tolerance: exact, floor: tiny, least: 0.5},
	{family: "survival", name: "quantile_plain", call: "Survival.Quantile, PlainScale", r: "quantile(survfit)", tolerance: exact, floor: tiny, least: 0.55, choices: []choice{flatEnd}},
	{family: "survival", name: "quantile_log", call: "Survival.Quantile, LogScale", r: "quantile(survfit)", tolerance: exact, floor: tiny, least: 0.55, choices: []choice{flatEnd}},
	{family: "survival", name: "quantile_log_log", call: "Survival.Quantile, LogLogScale", r: "quantile(survfit)", tolerance: exact, floor: tiny, least: 0.6, choices: []choice{flatEnd}},
	{family: "survival", name: "quantile_logit", call: "Survival.Quantile, LogitScale", r: "quantile(survfit)", tolerance: exact, floor: tiny, least: 0.6, choices: []choice{flatEnd}},
	{family: "survival", name: "quantile_arcsine", call: "Survival.Quantile, ArcsineScale", r: "quantile(survfit)", tolerance: exact, floor: tiny, least: 0.6, choices: []choice{flatEnd}},
	{family: "survival", name: "mean", call: "Survival.Mean and its error", r: "summary(survfit, rmean)", tolerance: near, floor: tiny, least: 0.7},
	{family: "survival", name: "concordance", call: "ConcordanceOf and its error", r: "concordance", tolerance: near, floor: floor, least: 0.55},

	{family: "logrank", name: "survdiff_equal", call: "LogRank, EqualWeight", r: "survdiff", tolerance: near, floor: floor, least: 0.35},
	{family: "logrank", name: "survdiff_peto_prentice", call: "LogRank, PetoPrenticeWeight", r: "survdiff(rho = 1)", tolerance: near, floor: floor, least: 0.35},
	{family: "logrank", name: "logrank_equal", call: "LogRank, EqualWeight", r: "by hand, with entries", tolerance: near, floor: floor, least: 0.5},
	{family: "logrank", name: "logrank_gehan", call: "LogRank, GehanWeight", r: "by hand, with entries", tolerance: near, floor: floor, least: 0.5},
	{family: "logrank", name: "logrank_tarone_ware", call: "LogRank, TaroneWareWeight", r: "by hand, with entries", tolerance: near, floor: floor, least: 0.5},
	{family: "logrank", name: "logrank_peto_prentice", call: "LogRank, PetoPrenticeWeight", r: "by hand, with entries", tolerance: near, floor: floor, least: 0.5},

	{family: "proportions", name: "wilson", call: "Proportion.Interval (Wilson)", r: "prop.test(correct = FALSE)", tolerance: near, floor: floor, least: 0.99},
	{family: "proportions", name: "newcombe", call: "Proportion.Difference, interval (Newcombe)", r: "by hand from prop.test", tolerance: near, floor: floor, least: 0.55},
	{family: "proportions", name: "two_rates", call: "Proportion.Difference, Z and P", r: "prop.test(correct = FALSE)", tolerance: near, floor: tiny, least: 0.4, choices: []choice{pooled}},
	{family: "proportions", name: "one_rate", call: "Proportion.DifferenceFrom", r: "prop.test(p, correct = FALSE)", tolerance: near, floor: tiny, least: 0.99},

	{family: "means", name: "welch_ratings", call: "Ratings.Difference (Welch)", r: "t.test", tolerance: near, floor: floor, least: 0.5, choices: []choice{allNought}},
	{family: "means", name: "welch_amounts", call: "Amounts.Difference (Welch)", r: "t.test", tolerance: near, floor: floor, least: 0.45, choices: []choice{allNought}},
	{family: "means", name: "t_ratings", call: "Ratings.TInterval", r: "t.test", tolerance: near, floor: floor, least: 0.65},
	{family: "means", name: "t_nps", call: "NPS.TInterval", r: "t.test", tolerance: near, floor: floor, least: 0.5},
	{family: "means", name: "t_amounts", call: "Amounts.MeanInterval", r: "t.test", tolerance: near, floor: floor, least: 0.6},
	{family: "means", name: "t_paired", call: "DifferencePaired", r: "t.test of the moves", tolerance: near, floor: floor, least: 0.6, choices: []choice{allNought}},
	{family: "means", name: "deviation", call: "Amounts.StandardDeviation", r: "sd", tolerance: near, floor: tiny, least: 0.65},
	{family: "means", name: "quantiles", call: "AmountQuantile", r: "quantile(type = 7)", tolerance: near, floor: floor, least: 0.99},

	{family: "ranks", name: "spearman", call: "CorrelationOf, ratings", r: `cor(method = "spearman")`, tolerance: near, floor: floor, least: 0.6, choices: []choice{fewPairs}},
	{family: "ranks", name: "spearman_amounts", call: "CorrelationOf, amounts", r: `cor(method = "spearman")`, tolerance: near, floor: floor, least: 0.55, choices: []choice{fewPairs}},
	{family: "ranks", name: "spearman_interval", call: "Correlation.Interval", r: "by hand", tolerance: near, floor: floor, least: 0.55},
	{family: "ranks", name: "auc", call: "AUCOf", r: "wilcox.test", tolerance: exact, floor: tiny, least: 0.45},
	{family: "ranks", name: "auc_error", call: "AUC.StandardError (DeLong)", r: "by hand from rank and var", tolerance: near, floor: floor, least: 0.35},
	{family: "ranks", name: "auc_interval", call: "AUC.Interval", r: "by hand", tolerance: near, floor: tiny, least: 0.35},
	{family: "ranks", name: "auc_difference", call: "AUCDifference (DeLong)", r: "by hand from rank and var", tolerance: near, floor: floor, least: 0.35},

	{family: "tables", name: "independence", call: "CrossTab.Test", r: "chisq.test(correct = FALSE)", tolerance: near, floor: floor, least: 0.6},
	{family: "tables", name: "ratio", call: "SampleRatio", r: "chisq.test(p)", tolerance: near, floor: tiny, least: 0.99},
	{family: "tables", name: "holm", call: "Holm", r: `p.adjust("holm")`, tolerance: exact, floor: tiny, least: 0.99},
	{family: "tables", name: "bh", call: "BenjaminiHochberg", r: `p.adjust("BH")`, tolerance: exact, floor: tiny, least: 0.99},

	{family: "drivers", name: "r_squared", call: "Drivers.RSquared", r: "summary(lm)$r.squared", tolerance: near, floor: floor, least: 0.25},
	{family: "drivers", name: "lmg", call: "Drivers.Shapley", r: "lm in all orders", tolerance: near, floor: floor, least: 0.25},
	{family: "drivers", name: "johnson", call: "Drivers.RelativeWeights", r: "by hand from eigen", tolerance: near, floor: floor, least: 0.25},

	{family: "cox", name: "cox", call: "FitCox", r: `coxph(ties = "efron")`, tolerance: 1e-7, floor: floor, least: 0.4},
	{family: "bgnbd", name: "bgnbd", call: "FitBGNBD, log-likelihood", r: "optim from 3 starts", tolerance: exact, floor: tiny, least: 0.99},
	{family: "bgnbd", name: "bgnbd_parameters", call: "FitBGNBD, parameters", r: "optim from 3 starts", tolerance: 1e-5, floor: tiny, least: 0.5},
}
