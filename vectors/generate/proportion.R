# Vectors of a share of cases. See json.R.

source("vectors/generate/json.R")

family("proportion", "A count out of a base: its rate, interval and bounds. All figures are fractions.")

counts <- list(count = "cases with the property", base = "all cases")
limits <- list(low = "lower limit", high = "upper limit")
level <- list(level = "of confidence, 0.95 for 95 %")

call("proportion.rate", "count / base", counts, list(rate = "0 to 1"))
rate <- function(count, base, rate, source, ...) {
  case("proportion.rate", list(count = count, base = base), list(rate = rate), source, "0", ...)
}
rate(150, 250, "0.6", "by hand")
rate(2, 3, "0.66666667", "by hand: 2/3")
rate(1, 7, "0.14285714", "by hand: 1/7")
rate(1, 3, "0.33333333", "by hand: 1/3, rounded down")
rate(4792, 10876, "0.44060316", "by hand: those who answered, of the rows of a form",
     catches = "KoBo: says that 10,876 of 10,876 answered where 4,792 did (kobotoolbox/kobocat#207)")
rate(762, 1166, "0.6535163", "by hand: the counts of the intervals pooled",
     catches = "VitalPBX: averages the service levels of intervals, 0.5793 for 0.6535 (VitalPBX forum 5425)")
rate(0, 20, "0", "by hand", edge = "none")
rate(20, 20, "1", "by hand", edge = "all")
rate(1, 1, "1", "by hand", edge = "one case")
rate(0, 1, "0", "by hand", edge = "one case")
rate(1, 512, "0.00195313", "by hand: 0.001953125, half away from zero", edge = "half a unit of the eighth decimal",
     catches = "Python round, .NET Math.Round: round a half to even, 0.00195312 (docs.python.org round; Math.Round of .NET)")
rate(1, 1000000000, "0", "by hand: below half a unit of the eighth decimal", edge = "a rate below the eighth decimal")
rate(3000000000, 6000000000, "0.5", "by hand", edge = "counts beyond 32 bits")
case("proportion.rate", list(count = 0, base = 0), error_of("no_data"), "0 of 0 is no rate", edge = "empty",
     catches = c("WooCommerce: prints NaN for an average of nothing (woocommerce#35680)",
                 "Formbricks: prints 0 % where nobody answered (its CSAT summary)"))
case("proportion.rate", list(count = 3, base = 2), error_of("invalid"), "3 of 2 are impossible", edge = "more than all",
     catches = "sensusbi: prints a referral rate of 200 % (twosensus/sensusbi_content#38)")
case("proportion.rate", list(count = -1, base = 2), error_of("invalid"), "a count is not negative", edge = "a negative count")

call("proportion.interval", "The Wilson score interval, without continuity correction.", c(counts, level), limits)
wilson <- function(count, base, conf = "0.95", ...) {
  got <- suppressWarnings(prop.test(count, base, conf.level = as.numeric(conf), correct = FALSE))$conf.int
  case("proportion.interval", list(count = count, base = base, level = conf), list(low = estimate(got[1]), high = estimate(got[2])),
       sprintf("R 4.2.2: prop.test(%.0f, %.0f, conf.level = %s, correct = FALSE)", count, base, conf), "1e-9", ...)
}
wilson(81, 263)
wilson(15, 148)
wilson(1, 29)
wilson(81, 263, "0.9")
wilson(81, 263, "0.99")
wilson(300, 1000)
wilson(48123, 1000000)
wilson(0, 20, edge = "none",
       catches = "the normal interval: 0 to 0 of none in 20 (Newcombe, Statistics in Medicine 17 (1998), 857-872)")
wilson(20, 20, edge = "all")
wilson(1, 1, edge = "one case")
wilson(0, 1, edge = "one case")
wilson(1, 2, edge = "two cases")
wilson(1, 100000, edge = "a rare property")
wilson(5, 10, "0.5", edge = "a low level")
case("proportion.interval", list(count = 0, base = 0, level = "0.95"), error_of("no_data"), "0 of 0 is no rate", edge = "empty")
case("proportion.interval", list(count = 1, base = 2, level = "0"), error_of("invalid"), "a level is between 0 and 1", edge = "a level of 0")
case("proportion.interval", list(count = 1, base = 2, level = "95"), error_of("invalid"), "a level is a fraction", edge = "a level in percent")

call("proportion.interval_of", "The Wilson interval where the base is a part of a finite population: counts times (N - 1)/(N - base).",
     c(counts, level, list(population = "N, all there are")), limits)
wilson_of <- function(count, base, population, ...) {
  factor <- (population - 1) / (population - base)
  got <- suppressWarnings(prop.test(factor * count, factor * base, correct = FALSE))$conf.int
  case("proportion.interval_of", list(count = count, base = base, level = "0.95", population = population),
       list(low = estimate(got[1]), high = estimate(got[2])),
       "R 4.2.2: prop.test of the counts times (N - 1)/(N - n), correct = FALSE; Cochran, Sampling Techniques (1977), 2.6", "1e-9", ...)
}
wilson_of(30, 80, 100)
wilson_of(120, 160, 200)
wilson_of(0, 15, 40, edge = "none")
case("proportion.interval_of", list(count = 3, base = 12, level = "0.95", population = 12), list(low = "0.25", high = "0.25"),
     "by hand: all are known", "1e-9", edge = "all of the population")
case("proportion.interval_of", list(count = 3, base = 12, level = "0.95", population = 11), error_of("invalid"),
     "12 of 11 are impossible", edge = "more than the population")

call("proportion.bounds", "Between which rates that of all who were asked lies, whatever those would say who did not answer.",
     c(counts, list(missing = "who did not answer")), limits)
bounds <- function(count, base, missing, low, high, ...) {
  case("proportion.bounds", list(count = count, base = base, missing = missing), list(low = low, high = high),
       "by hand: count/(base + missing) to (count + missing)/(base + missing); Manski (2003), chapter 1", "0", ...)
}
bounds(30, 40, 60, "0.3", "0.9")
bounds(5, 8, 2, "0.5", "0.7")
bounds(3, 7, 0, "0.42857143", "0.42857143", edge = "all answered")
bounds(0, 0, 9, "0", "1", edge = "nobody answered")
case("proportion.bounds", list(count = 0, base = 0, missing = 0), error_of("no_data"), "nobody was asked", edge = "empty")

call("proportion.rate_ratio", "How many times one rate is another, with Koopman's score interval, found by the likelihood.",
     list(first = "{count, base}", second = "{count, base}", level = "of confidence"),
     list(ratio = "first / second", low = "lower limit", high = "upper limit"))
# The statistic at a ratio, at the likeliest shares, which a numerical search finds.
score_at <- function(a, m, b, n, ratio) {
  loglik <- function(p2) {
    p1 <- ratio * p2
    term <- function(k, p) if (k == 0) 0 else k * log(p)
    term(a, p1) + term(m - a, 1 - p1) + term(b, p2) + term(n - b, 1 - p2)
  }
  slope <- function(p2) {
    part <- function(k, x) if (k == 0) 0 else k / x
    part(a, p2) - part(m - a, (1 - ratio * p2) / ratio) + part(b, p2) - part(n - b, 1 - p2)
  }
  top <- min(1, 1 / ratio)
  ends <- c(1e-15, 1 - 1e-15) * top
  p2 <- if (slope(ends[1]) <= 0) 0 else if (slope(ends[2]) >= 0) top else uniroot(slope, ends, tol = 1e-300, maxiter = 10000)$root
  p1 <- min(1, ratio * p2)
  (a / m - ratio * b / n) / sqrt(p1 * (1 - p1) / m + ratio^2 * p2 * (1 - p2) / n)
}
koopman <- function(a, m, b, n, conf = "0.95", ...) {
  z <- qnorm((1 + as.numeric(conf)) / 2)
  estimate_at <- (a / m) / (b / n)
  f <- function(sign) function(x) score_at(a, m, b, n, exp(x)) - sign * z
  from <- if (a == 0) 0 else exp(uniroot(f(1), c(log(estimate_at) - 12, log(estimate_at) - 1e-9), tol = 1e-14, maxiter = 10000)$root)
  start <- if (a == 0) log(0.5 / m / (b / n)) - 5 else log(estimate_at) + 1e-9
  to <- exp(uniroot(f(-1), c(start, start + 14), tol = 1e-14, maxiter = 10000)$root)
  case("proportion.rate_ratio", list(first = list(count = a, base = m), second = list(count = b, base = n), level = conf),
       list(ratio = estimate(estimate_at), low = estimate(from), high = estimate(to)),
       "R 4.2.2: score test at the likeliest shares by uniroot (vectors/generate/proportion.R); Koopman, Biometrics 40 (1984), 513-517", "1e-8", ...)
}
koopman(12, 40, 9, 60)
koopman(12, 40, 9, 60, "0.9")
koopman(0, 10, 5, 10, edge = "a ratio of 0")
koopman(5, 5, 50, 100, edge = "all of the first")
koopman(1, 1, 50, 100, edge = "one case",
        catches = "the normal interval of the logarithm: 1.64 to 2.43 of 1 of 1 against 50 of 100 (Koopman 1984)")
koopman(1, 1, 100, 100, edge = "all of both")
case("proportion.rate_ratio", list(first = list(count = 1, base = 10), second = list(count = 0, base = 10), level = "0.95"),
     error_of("undefined"), "nothing is a multiple of 0", edge = "none of the second")
case("proportion.rate_ratio", list(first = list(count = 0, base = 0), second = list(count = 1, base = 10), level = "0.95"),
     error_of("no_data"), "0 of 0 is no rate", edge = "empty")

write_family()
