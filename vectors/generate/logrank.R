# Vectors of log-rank tests. See json.R.

source("vectors/generate/json.R")
source("vectors/generate/lifespans.R")

family("logrank", "Whether groups leave alike: the log-rank test and its weighted forms.")

call("logrank.test",
     "U squared over V for two groups, the quadratic form for more, with weights equal (the log-rank test), gehan (n), tarone_ware (sqrt n) or peto_prentice (S before, rho = 1). A group of which nobody was at risk when anybody left is left out.",
     list(groups = paste("a list of", LIFESPANS), weight = "its name"),
     list(chi_square = "statistic", degrees_of_freedom = "count", p = "p value", observed = "a list of weighted numbers that left", expected = "a list, if all left alike"))

# weighted is the test by its formula, for what survdiff does not have.
weighted <- function(a, b, weight) {
  x <- parse(a); y <- parse(b)
  exit <- as.numeric(c(x$exit, y$exit)); entry <- as.numeric(c(x$entry, y$entry)); event <- c(x$end, y$end) == ""; first <- rep(c(TRUE, FALSE), c(length(x$exit), length(y$exit)))
  o <- e <- c(0, 0); v <- 0
  for (t in sort(unique(exit[event]))) {
    at <- entry < t & t <= exit
    n <- sum(at); n1 <- sum(at & first); d <- sum(event & exit == t); d1 <- sum(event & exit == t & first); w <- weight(n)
    o <- o + w * c(d1, d - d1); e <- e + w * d * c(n1, n - n1) / n
    if (n > 1) v <- v + w^2 * d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1)
  }
  list(chisq = (o[1] - e[1])^2 / v, obs = o, exp = e)
}

test <- function(groups, weight = "equal", source = "", edge = NULL, catches = NULL) {
  delayed <- any(grepl("-", groups))
  if (weight %in% c("equal", "peto_prentice") && !delayed) {
    s <- do.call(rbind, lapply(groups, function(g) { p <- parse(g); data.frame(exit = as.numeric(p$exit), event = p$end == "") }))
    g <- rep(seq_along(groups), vapply(groups, function(t) length(parse(t)$exit), 1L))
    rho <- as.integer(weight == "peto_prentice")
    d <- survdiff(Surv(exit, event) ~ g, s, rho = rho)
    df <- sum(d$exp > 0) - 1
    r <- list(chisq = d$chisq, obs = d$obs, exp = d$exp)
    how <- sprintf("R 4.2.2, survival 3.5: survdiff(s ~ group, rho = %d)", rho)
  } else {
    r <- weighted(groups[1], groups[2], switch(weight, equal = function(n) 1, gehan = function(n) n, tarone_ware = sqrt))
    df <- 1
    how <- "R 4.2.2, by the formula of Tarone and Ware (1977)"
  }
  case("logrank.test", list(groups = lapply(unname(groups), rows_of), weight = weight),
       list(chi_square = estimate(r$chisq), degrees_of_freedom = df, p = estimate(pchisq(r$chisq, df, lower.tail = FALSE)), observed = estimates(unname(r$obs)), expected = estimates(unname(r$exp))),
       paste0(how, source), "1e-9", edge, catches)
}

AML <- c(MAINTAINED, NONMAINTAINED)
FREIREICH <- c(SIXMP, PLACEBO)
for (w in c("equal", "peto_prentice", "gehan", "tarone_ware")) {
  test(AML, w, "; aml")
  test(FREIREICH, w, "; 6-MP: 16.79 (log-rank), 13.46 (Wilcoxon), 15.12 (Tarone-Ware) in Kleinbaum and Klein, Survival Analysis",
       catches = if (w == "peto_prentice") "lifelines: \"peto\" is 14.084 where R's rho = 1 gives 14.457, under one name (its weightings)")
}
test(rev(AML), edge = "the groups in another order")
test(c("10 20 30", "10 20 50"), edge = "ties between the groups")
test(c("10 20+ 30", "10 20+ 50"))
test(c("1 2 3", "1 2 3"), edge = "the same in both")
test(c("5 5 5 5+", "5 5+ 5+ 5+"), edge = "all at one time")
test(c("1 2 3 4", "10+ 10+ 10+ 10+"), edge = "a group of which nobody left")
test(c("1", "2"), edge = "one customer each")
test(c("9 13 13+ 18 23", "5 5 8 8 12", "16+ 23 27 30 33"), edge = "three groups")
test(c("9 13 13+ 18 23", "5 5 8 8 12", "16+ 23 27 30 33"), "peto_prentice", edge = "three groups")
test(c("6 8 9 12", "2 3 6 7", "1+ 1+"), edge = "a group too young to be at risk when anybody left")
test(c("0-4 0-7+ 2-6 3-8", "5-9+ 0-10 1-5 0-3"), edge = "delayed entry")
test(c("0-4 0-7+ 2-6 3-8", "5-9+ 0-10 1-5 0-3"), "gehan", edge = "delayed entry")
case("logrank.test", list(groups = lapply(c("5+ 8+", "6+ 9+"), rows_of), weight = "equal"), error_of("undefined"), "nobody left", edge = "all censored")
case("logrank.test", list(groups = lapply(c("5 8", "10-12 10-15"), rows_of), weight = "equal"), error_of("undefined"), "the groups were never at risk together", edge = "groups that never meet")
case("logrank.test", list(groups = list(rows_of("5 8"), list()), weight = "equal"), error_of("no_data"), "a group without anybody", edge = "an empty group")
case("logrank.test", list(groups = lapply("5 8", rows_of), weight = "equal"), error_of("invalid"), "a test compares", edge = "one group")
case("logrank.test", list(groups = lapply(AML, rows_of), weight = "fleming"), error_of("invalid"), "there is no such weight", edge = "an unknown weight")

write_family()
