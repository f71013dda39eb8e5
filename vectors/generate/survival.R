# Vectors of survival curves. See json.R.

source("vectors/generate/json.R")
source("vectors/generate/lifespans.R")

family("survival", "Kaplan-Meier curves and what is read from them, hazards, competing risks, concordance and Cox regression.")
SURVFIT <- "R 4.2.2, survival 3.5: "

call("survival.at", "The share still here after a time, by Kaplan and Meier, with Greenwood's standard error. Churn at a time comes before censoring at it.",
     list(rows = LIFESPANS, time = "time"), list(survival = "0 to 1", standard_error = "null where the share is 0"))
at <- function(text, times, source = NULL, edge = NULL, catches = NULL) for (t in times) {
  s <- summary(survfit(surv_of(text) ~ 1), times = as.numeric(t), extend = TRUE)
  case("survival.at", list(rows = rows_of(text), time = t),
       with_null(survival = estimate(s$surv), standard_error = if (s$surv > 0) estimate(s$std.err)),
       paste0(SURVFIT, "summary(survfit(s ~ 1), times = ", t, ")", source), "1e-9", edge, catches)
}
at(MAINTAINED, c("9", "13", "23", "48", "0", "8.9"), "; aml, maintained (Miller 1997)")
at(NONMAINTAINED, c("5", "8", "43"), "; aml, not maintained")
at(SIXMP, c("6", "10", "23", "35"), "; 6-MP (Freireich et al. 1963)")
at(NIST, c("10", "122", "200"), "; NIST/SEMATECH e-Handbook, apr215")
at(TICKETS, "24", "; tickets, 46.67 % still open", catches = "dbt_zendesk: tickets without a reply are left out, 5 of 6 within 24 h where it is 53 % (dbt_zendesk PR 136)")
at("1 2 3", "3", edge = "all have left")
at("5+ 8+ 9+", "7", edge = "all censored")
at("5", "4.9", edge = "one customer, before")
at("5 5 5+ 5+", "5", edge = "events and censorings at one time")
at("4 4 4 4", "4", edge = "all alike")
at(ENTRIES, c("4", "6", "8"), edge = "delayed entry")
at(ENTRIES, "10", edge = "delayed entry, all have left")
at("0.39999999999999997 0.4+ 0.7 0.7000000000000001 0.6999999999999997 0.7+ 1.1 1.1 1.0999999999999999 1.1+ 1.1+ 0.4", c("0.4", "0.7", "1.1"), "; ties within 1e-8, timefix", edge = "ties but for the last bits",
   catches = "survival before 2.40: times that differ in the last bits are no ties (therneau/survival#281; vignette Roundoff error and tied times)")
case("survival.at", list(rows = rows_of(MAINTAINED), time = "162"), error_of("undefined"), "a customer was still there at 161, and nobody was seen longer", edge = "beyond the last censored exit")
case("survival.at", list(rows = list(), time = "5"), error_of("no_data"), "there is nobody", edge = "empty")
case("survival.at", list(rows = rows_of("5"), time = "-1"), error_of("invalid"), "time begins at 0", edge = "a time below 0")
case("survival.at", list(rows = rows_of("6-4"), time = "1"), error_of("invalid"), "nobody leaves before coming", edge = "an exit before its entry")

R_TYPE <- c(plain = "plain", log = "log", log_log = "log-log", logit = "logit", arcsine = "arcsin")
call("survival.interval", "Limits of the share still here, on a scale: plain, log, log_log, logit, arcsine, within 0 to 1. Where nobody has left, of n at risk: ((1 - level)/2)^(1/n) to 1 (Clopper and Pearson).",
     list(rows = LIFESPANS, time = "time", level = "confidence", scale = "its name"), list(low = "0 to 1", high = "0 to 1"))
interval <- function(text, t, scales = names(R_TYPE), level = "0.95", edge = NULL, catches = NULL) for (scale in scales) {
  s <- summary(survfit(surv_of(text) ~ 1, conf.type = R_TYPE[[scale]], conf.int = as.numeric(level)), times = as.numeric(t), extend = TRUE)
  case("survival.interval", list(rows = rows_of(text), time = t, level = level, scale = scale), list(low = estimate(max(s$lower, 0)), high = estimate(min(s$upper, 1))),
       sprintf("%ssummary(survfit(s ~ 1, conf.type = \"%s\", conf.int = %s), times = %s)", SURVFIT, R_TYPE[[scale]], level, t), "1e-9", edge, if (scale == scales[1]) catches)
}
interval(MAINTAINED, "23", catches = "R and lifelines: their defaults differ, log and log-log, .268 to .883 and .192 to .730 of one curve (their documentation)")
interval(NONMAINTAINED, "8")
interval(SIXMP, "23", c("plain", "log_log"), "0.99")
interval(NIST, "10", c("plain", "log_log"), edge = "a limit that is cut to 1")
interval(ENTRIES, "6", c("log", "log_log"), edge = "delayed entry")
for (t in c("5", "8")) {
  text <- "5+ 8+ 9+ 12"
  n <- if (t == "5") 4 else 3
  case("survival.interval", list(rows = rows_of(text), time = t, level = "0.95", scale = "log_log"),
       list(low = estimate(binom.test(n, n)$conf.int[1]), high = "1"), sprintf("R 4.2.2: binom.test(%d, %d)$conf.int; a choice of this collection where nobody has left", n, n), "1e-9", "nobody has left yet")
}
case("survival.interval", list(rows = rows_of("1 2 3"), time = "3", level = "0.95", scale = "log_log"), error_of("undefined"), "all have left: no scale has a width", edge = "all have left")
case("survival.interval", list(rows = rows_of(NIST), time = "10", level = "95", scale = "log_log"), error_of("invalid"), "a level is a fraction", edge = "a level in percent")
case("survival.interval", list(rows = rows_of(NIST), time = "10", level = "0.95", scale = "probit"), error_of("invalid"), "there is no such scale", edge = "an unknown scale")

call("survival.quantile", "The time by which the share p has left: the first at which the curve is 1 - p or below, or the middle of the while for which it is 1 - p. The limits are those of the curve's limits. Null is not reached.",
     list(rows = LIFESPANS, p = "0 to 1", level = "confidence", scale = "its name"), list(time = "null if not reached", low = "null if not reached", high = "null if not reached"))
quantiles <- function(text, p = "0.5", scales = names(R_TYPE), edge = NULL, catches = NULL) for (scale in scales) {
  q <- quantile(survfit(surv_of(text) ~ 1, conf.type = R_TYPE[[scale]]), as.numeric(p))
  case("survival.quantile", list(rows = rows_of(text), p = p, level = "0.95", scale = scale),
       with_null(time = or_null(q$quantile), low = or_null(q$lower), high = or_null(q$upper)),
       sprintf("%squantile(survfit(s ~ 1, conf.type = \"%s\"), %s)", SURVFIT, R_TYPE[[scale]], p), "1e-9", edge, if (scale == scales[1]) catches)
}
quantiles(MAINTAINED, catches = "lifelines: other limits of the median than R on one scale (CamDavidsonPilon/lifelines#861)")
quantiles(NONMAINTAINED)
quantiles(SIXMP, "0.25", c("log_log", "plain"))
quantiles("1 2 3 4", "0.5", "log_log", edge = "the curve is 0.5 for a while", catches = "lifelines: 2, the first time at which the curve is 0.5 or below, where R has 2.5 (qth_survival_time)")
flat <- summary(survfit(surv_of("1 2 3+ 4+") ~ 1, conf.type = "log-log"))$table
case("survival.quantile", list(rows = rows_of("1 2 3+ 4+"), p = "0.5", level = "0.95", scale = "log_log"),
     with_null(time = or_null(flat[["median"]]), low = or_null(flat[["0.95LCL"]]), high = or_null(flat[["0.95UCL"]])),
     paste0(SURVFIT, "summary(survfit(s ~ 1, conf.type = \"log-log\"))$table; a choice of this collection: a while has an end"), "1e-9", "the curve stays at 0.5",
     "survival: 2 as print() has it, and 3 by quantile() of the same curve (survival 3.5-3, print.survfit and quantile.survfit)")
quantiles("5+ 8+ 9+", "0.5", "log_log", edge = "all censored", catches = "lifelines: infinity for a median that is not reached (qth_survival_time)")
quantiles(NIST, "0.5", "log_log", edge = "a median that is not reached")
quantiles(TICKETS, "0.5", "log_log")
quantiles("7", "0.5", "log_log", edge = "one customer")
quantiles(ENTRIES, "0.5", "log_log", edge = "delayed entry")
case("survival.quantile", list(rows = rows_of(NIST), p = "1", level = "0.95", scale = "log_log"), error_of("invalid"), "p is between 0 and 1", edge = "p of 1")

call("survival.mean", "The restricted mean: the area under the curve from 0 to tau, with its standard error.", list(rows = LIFESPANS, tau = "time"), list(mean = "time", standard_error = "time"))
means <- function(text, tau, edge = NULL, catches = NULL) {
  m <- summary(survfit(surv_of(text) ~ 1), rmean = as.numeric(tau))$table
  case("survival.mean", list(rows = rows_of(text), tau = tau), list(mean = estimate(m[["rmean"]]), standard_error = estimate(m[["se(rmean)"]])),
       sprintf("%ssummary(survfit(s ~ 1), rmean = %s)", SURVFIT, tau), "1e-9", edge, catches)
}
means(MAINTAINED, "50", catches = "lifelines: the variance of min(T, tau) for that of the mean, an error six times too large (CamDavidsonPilon/lifelines#1682, #1456, #1277)")
means(NONMAINTAINED, "50")
means(SIXMP, "23")
means(PLACEBO, "23", edge = "all have left by tau")
means(NIST, "200", edge = "tau is the last exit")
means(ENTRIES, "8", edge = "delayed entry")
means("0.4 0.4 0.7+ 0.7 0.7 1.1 1.1", "1", edge = "ties")
case("survival.mean", list(rows = rows_of(MAINTAINED), tau = "200"), error_of("undefined"), "nobody was seen for 200", edge = "tau beyond the last censored exit")
case("survival.mean", list(rows = rows_of(MAINTAINED), tau = "0"), error_of("invalid"), "there is no area", edge = "tau of 0")

call("survival.hazard", "The churn rate of an interval [from, to): churned / time under observation, with the exact limits of Poisson.", list(rows = LIFESPANS, from = "time", to = "time", level = "confidence"),
     list(churned = "count", exposure = "time", rate = "per unit of time", low = "per unit of time", high = "per unit of time"))
hazard <- function(text, from, to, level = "0.95", edge = NULL) {
  p <- parse(text)
  entry <- as.numeric(p$entry); exit <- as.numeric(p$exit); a <- as.numeric(from); b <- as.numeric(to)
  d <- sum(p$end == "" & exit >= a & exit < b)
  exposure <- sum(pmax(0, pmin(exit, b) - pmax(entry, a)))
  t <- poisson.test(d, exposure, conf.level = as.numeric(level))
  case("survival.hazard", list(rows = rows_of(text), from = from, to = to, level = level),
       list(churned = d, exposure = estimate(exposure), rate = estimate(d / exposure), low = estimate(t$conf.int[1]), high = estimate(t$conf.int[2])),
       sprintf("R 4.2.2: poisson.test(%d, %s, conf.level = %s)", d, estimate(exposure), level), "1e-9", edge)
}
hazard(MAINTAINED, "0", "10")
hazard(MAINTAINED, "10", "20")
hazard(SIXMP, "6", "7", "0.9", "churn at the first edge counts")
hazard(SIXMP, "0", "6", edge = "churn at the last edge does not count")
hazard(ENTRIES, "3", "8", edge = "delayed entry")

call("survival.competing", "The share for whom it has happened by a time, where something else may end it first (other): Aalen and Johansen, with the standard error.",
     list(rows = paste0(LIFESPANS, "; other? says that something else ended it"), time = "time"), list(share = "0 to 1", standard_error = "0 to 1"))
competing <- function(text, t, edge = NULL, catches = NULL) {
  p <- parse(text)
  data <- data.frame(id = seq_along(p$exit), a = as.numeric(p$entry), b = as.numeric(p$exit), e = factor(p$end, c("+", "", "!"), c("censored", "churned", "other")))
  s <- summary(survfit(Surv(a, b, e) ~ 1, data, id = id), times = as.numeric(t), extend = TRUE)
  j <- match("churned", s$states)
  case("survival.competing", list(rows = rows_of(text), time = t), list(share = estimate(s$pstate[, j]), standard_error = estimate(s$std.err[, j])),
       sprintf("%ssummary(survfit(Surv(entry, exit, e) ~ 1, id = id), times = %s)", SURVFIT, t), "1e-9", edge, catches)
}
CALLERS <- "8 20! 15 20 19! 12! 30 50! 60+ 52 3! 4! 10! 25+ 40"
competing(CALLERS, "20")
competing(CALLERS, "52")
competing("5 6! 7 8! 9 10+", "8")
competing("5 5! 5+ 7 7! 9+", "7", "all three at one time")
competing("4 6 9+ 12 15", "12", "nothing else: 1 less Kaplan and Meier")
case("survival.competing", list(rows = rows_of("4! 6! 9+"), time = "6"), error_of("undefined"), "it has happened for nobody: the share is 0, and nothing says how well it is known", edge = "none of it")
case("survival.competing", list(rows = list(), time = "6"), error_of("no_data"), "there is nobody", edge = "empty")

call("survival.concordance", "Harrell's C of a score that speaks for leaving early where it is high, with the standard error of the infinitesimal jackknife: the share of the pairs of whom is known who left first.",
     list(rows = LIFESPANS, scores = "a list of numbers, one a row"), list(c = "0 to 1", standard_error = "0 to 1", concordant = "pairs", discordant = "pairs", tied = "pairs with equal scores"))
agree <- function(text, scores, edge = NULL) {
  x <- as.numeric(strsplit(scores, " ")[[1]])
  k <- concordance(surv_of(text) ~ x, reverse = TRUE)
  case("survival.concordance", list(rows = rows_of(text), scores = array1(strsplit(scores, " ")[[1]])),
       list(c = estimate(k$concordance), standard_error = estimate(sqrt(k$var)), concordant = k$count[["concordant"]], discordant = k$count[["discordant"]], tied = k$count[["tied.x"]]),
       paste0(SURVFIT, "concordance(s ~ score, reverse = TRUE)"), "1e-9", edge)
}
agree(MAINTAINED, "5 3 4 6 2 2 3 1 2 1 0")
agree(NONMAINTAINED, "9 7 8 8 6 3 5 4 4 2 1 0", "tied times and scores")
agree("1 2 3 4", "4 3 2 1", "perfect")
agree("1 2 3 4+", "1 2 3 4", "the wrong way round")
agree("1 2 3 4+", "5 5 5 5", "equal scores: one half")
agree(ENTRIES, "3 1 2 5 4 0", "delayed entry")
case("survival.concordance", list(rows = rows_of("1+ 2+"), scores = array1(c("1", "2"))), error_of("undefined"), "nobody left while another was there", edge = "all censored")

call("survival.cox", "A proportional hazards model of one covariate or two, by Efron's approximation for ties: coefficients, standard errors, and the likelihood-ratio test.",
     list(rows = LIFESPANS, covariates = "a list of lists of numbers, one a row"),
     list(coefficients = "log hazard ratios", standard_errors = "of them", log_likelihood = "partial, at its maximum", chi_square = "of the test that none matters", p = "p value"))
cox <- function(text, ..., edge = NULL) {
  x <- vapply(list(...), function(t) as.numeric(strsplit(t, " ")[[1]]), numeric(length(parse(text)$exit)))
  m <- coxph(surv_of(text) ~ x, ties = "efron", control = coxph.control(eps = 1e-14, iter.max = 100))
  lr <- 2 * diff(m$loglik)
  case("survival.cox", list(rows = rows_of(text), covariates = lapply(seq_len(nrow(x)), function(i) array1(vapply(x[i, ], estimate, "")))),
       list(coefficients = estimates(unname(coef(m))), standard_errors = estimates(unname(sqrt(diag(m$var)))), log_likelihood = estimate(m$loglik[2]), chi_square = estimate(lr),
            p = estimate(pchisq(lr, ncol(x), lower.tail = FALSE))),
       paste0(SURVFIT, "coxph(s ~ x, ties = \"efron\", control = coxph.control(eps = 1e-14))"), "1e-7", edge)
}
both <- paste(SIXMP, PLACEBO)
cox(both, paste(c(rep(0, 21), rep(1, 21)), collapse = " "), edge = "many ties")
cox(paste(MAINTAINED, NONMAINTAINED), paste(c(rep(1, 11), rep(0, 12)), collapse = " "))
cox(paste(MAINTAINED, NONMAINTAINED), paste(c(rep(1, 11), rep(0, 12)), collapse = " "), "5 3 4 6 2 2 3 1 2 1 0 9 7 8 8 6 3 5 4 4 2 1 0")
cox("0-4 0-7+ 2-6 3-8 5-9+ 0-10 1-5 0-9 2-11+", "1 0 1 0 1 0 1 1 0", edge = "delayed entry")
case("survival.cox", list(rows = rows_of("1 2 3+"), covariates = list(list("1"), list("1"), list("1"))), error_of("undefined"), "a covariate that is constant says nothing", edge = "a constant covariate")
case("survival.cox", list(rows = rows_of("1 2 3+ 4+"), covariates = list(list("1"), list("1"), list("0"), list("0"))), error_of("undefined"), "the likelihood rises without end: all who left have 1, and nobody else", edge = "a covariate that separates")

write_family()
