# Rscript against.R version
# Rscript against.R FILE
#
# Reads the sets of a file, a line for each column, and prints a line for each figure of each set:
# the id, the name of the figure and its numbers, NA where there is none.
suppressPackageStartupMessages(library(survival))

arguments <- commandArgs(trailingOnly = TRUE)
if (arguments[1] == "version") {
  cat("R ", R.version$major, ".", R.version$minor, ", survival ", as.character(packageVersion("survival")), "\n", sep = "")
  quit()
}
level <- 0.95
z <- qnorm((1 + level) / 2)
scales <- c(plain = "plain", log = "log", log_log = "log-log", logit = "logit", arcsine = "arcsin")
shares <- c(0.1, 0.25, 0.5, 0.75, 0.9)

# or_none is n times NA where there is no value.
or_none <- function(n, value) {
  tryCatch(suppressWarnings(unname(as.numeric(value))), error = function(e) rep(NA_real_, n))
}

lifespans <- function(s) {
  if (any(s$entry > 0)) Surv(s$entry, s$exit, s$churned) else Surv(s$exit, s$churned)
}

# emptied is the first time after which nobody is under observation, or at which all who were
# have churned, before the last exit.
emptied <- function(s) {
  if (all(s$entry == 0)) {
    return(Inf)
  }
  t <- sort(unique(s$exit[s$exit < max(s$exit)]))
  if (!length(t)) {
    return(Inf)
  }
  starts <- sort(s$entry)
  ends <- sort(s$exit)
  before <- findInterval(t, starts, left.open = TRUE) - findInterval(t, ends, left.open = TRUE) # entry < t <= exit
  after <- findInterval(t, starts) - findInterval(t, ends)                                      # entry <= t < exit
  left <- tabulate(match(s$exit[s$churned == 1], t), length(t))
  empty <- t[after == 0 | left == before]
  if (length(empty)) empty[1] else Inf
}

survival_figures <- function(s) {
  y <- lifespans(s)
  end <- emptied(s)
  fits <- lapply(scales, function(k) survfit(y ~ 1, conf.type = k, conf.int = level))
  f <- fits$plain
  ask <- function(of, before) ifelse(s$times > end, NA, c(before, of)[findInterval(s$times, f$time) + 1])
  share <- ask(f$surv, 1)
  at_risk <- vapply(s$times, function(t) if (t == 0) sum(s$entry == 0) else sum(s$entry < t & s$exit >= t), 0)
  found <- list(
    emptied = if (is.finite(end)) end else 0,
    at = share,
    at_risk = at_risk
  )
  some <- !is.na(share) & share < 1
  found$error <- (share * ask(f$std.err, 0))[some]
  for (k in names(scales)) {
    found[[paste0("interval_", k)]] <- c(rbind(ask(fits[[k]]$lower, NA)[some], ask(fits[[k]]$upper, NA)[some]))
  }
  if (all(s$entry == 0)) {
    found$all_here <- unlist(lapply(which(share == 1 & at_risk > 0), function(i) binom.test(at_risk[i], at_risk[i], conf.level = level)$conf.int))
  }
  if (is.infinite(end)) {
    for (k in names(scales)) {
      g <- fits[[k]]
      found$median <- c(found$median, summary(g)$table[c("median", "0.95LCL", "0.95UCL")])
      g$lower <- falling(g$lower)
      g$upper <- falling(g$upper)
      q <- quantile(g, c(0.001, shares)) # of the least one it may say NA where the curve ends there, by rounding
      found[[paste0("quantile_", k)]] <- unlist(lapply(q[c("quantile", "lower", "upper")], `[`, -1))
    }
    found$mean <- unlist(lapply(s$taus, function(tau) summary(f, rmean = tau)$table[c("rmean", "se(rmean)")]))
  }
  found$concordance <- or_none(2, {
    c <- concordance(y ~ s$first)
    c(c$concordance, sqrt(c$var))
  })
  found
}

# falling is the least of the limits so far, which quantile() wants and late entries may raise.
falling <- function(limits) {
  some <- !is.na(limits)
  limits[some] <- cummin(limits[some])
  limits
}

# ranked is a test of groups with weights of times, of hypergeometric variances, written out.
ranked <- function(s, weight) {
  t <- sort(unique(s$exit[s$churned == 1]))
  groups <- sort(unique(s$group))
  risk <- sapply(groups, function(g) {
    i <- s$group == g
    findInterval(t, sort(s$entry[i]), left.open = TRUE) - findInterval(t, sort(s$exit[i]), left.open = TRUE)
  })
  left <- sapply(groups, function(g) tabulate(match(s$exit[s$group == g & s$churned == 1], t), length(t)))
  dim(risk) <- dim(left) <- c(length(t), length(groups))
  n <- rowSums(risk)
  d <- rowSums(left)
  w <- weight(n, c(1, cumprod(1 - d / n))[seq_along(n)])
  observed <- colSums(w * left)
  expected <- colSums(w * d * risk / n)
  v <- ifelse(n > 1, w^2 * d * (n - d) / (n - 1), 0)
  share <- risk / n
  variance <- diag(colSums(v * share), length(groups)) - crossprod(share * sqrt(v))
  kept <- which(expected > 0)
  if (length(kept) < 2) stop("one group")
  u <- (observed - expected)[kept][-1]
  x <- sum(u * solve(variance[kept, kept][-1, -1, drop = FALSE], u))
  c(x, pchisq(x, length(kept) - 1, lower.tail = FALSE), observed, expected, diag(variance))
}

differs <- function(s, rho) {
  f <- survdiff(Surv(s$exit, s$churned) ~ s$group, rho = rho)
  df <- sum(f$exp > 0) - 1
  if (df < 1) stop("no test") # survdiff has a chi-square of 0 then
  c(f$chisq, pchisq(f$chisq, df, lower.tail = FALSE), f$obs, f$exp, diag(f$var))
}

logrank_figures <- function(s) {
  n <- 2 + 3 * length(unique(s$group))
  found <- list(
    logrank_equal = or_none(n, ranked(s, function(n, s) rep(1, length(n)))),
    logrank_gehan = or_none(n, ranked(s, function(n, s) n)),
    logrank_tarone_ware = or_none(n, ranked(s, function(n, s) sqrt(n))),
    logrank_peto_prentice = or_none(n, ranked(s, function(n, s) s))
  )
  if (all(s$entry == 0)) {
    found$survdiff_equal <- or_none(n, differs(s, 0))
    found$survdiff_peto_prentice <- or_none(n, differs(s, 1))
  }
  found
}

proportion_figures <- function(s) {
  here <- s$group == 0
  x <- c(sum(s$outcome[here]), sum(s$outcome[!here]))
  n <- c(sum(here), sum(!here))
  wilson <- function(x, n) prop.test(x, n, conf.level = level, correct = FALSE)$conf.int
  signed <- function(test, d) c(sign(d) * sqrt(test$statistic), test$p.value)
  rate <- sum(x) / sum(n)
  p <- x / n
  list(
    wilson = or_none(2, wilson(sum(x), sum(n))),
    newcombe = or_none(2, {
      a <- wilson(x[1], n[1])
      b <- wilson(x[2], n[2])
      d <- p[1] - p[2]
      d + c(-sqrt((p[1] - a[1])^2 + (b[2] - p[2])^2), sqrt((a[2] - p[1])^2 + (p[2] - b[1])^2))
    }),
    two_rates = or_none(2, signed(prop.test(x, n, correct = FALSE), p[1] - p[2])),
    one_rate = or_none(2, signed(prop.test(sum(x), sum(n), p = s$benchmark, correct = FALSE), rate - s$benchmark))
  )
}

welch <- function(a, b) {
  or_none(7, {
    t <- t.test(a, b, conf.level = level)
    c(t$estimate[1] - t$estimate[2], t$stderr, t$statistic, t$parameter, t$p.value, t$conf.int)
  })
}
clip <- function(x, low, high) pmin(pmax(x, low), high)

mean_figures <- function(s) {
  here <- s$group == 0
  class <- function(x) (x >= 9) - (x <= 6)
  money <- s$cents / 100
  list(
    welch_ratings = clip(welch(s$first[here], s$first[!here]), c(rep(-Inf, 5), -10, -10), c(rep(Inf, 5), 10, 10)),
    welch_amounts = welch(money[here], money[!here]),
    t_ratings = or_none(2, clip(t.test(s$first)$conf.int, 0, 10)),
    t_nps = or_none(2, clip(t.test(100 * class(s$first))$conf.int, -100, 100)),
    t_amounts = or_none(2, t.test(money)$conf.int),
    t_paired = or_none(6, {
      t <- t.test(100 * (class(s$first) - class(s$second)))
      c(t$estimate, t$stderr, t$statistic, t$p.value, clip(t$conf.int, -200, 200))
    }),
    deviation = or_none(1, sd(money)),
    quantiles = quantile(money, c(shares, 0.95), type = 7)
  )
}

# placed are the shares of the others that a customer is above, by DeLong.
placed <- function(x, outcome) {
  r <- rank(x)
  list(
    with = (r[outcome] - rank(x[outcome])) / sum(!outcome),
    without = 1 - (r[!outcome] - rank(x[!outcome])) / sum(outcome)
  )
}

rank_figures <- function(s) {
  n <- length(s$first)
  outcome <- s$outcome == 1
  rho <- or_none(1, cor(s$first, s$second, method = "spearman"))
  found <- list(
    spearman = rho,
    spearman_amounts = or_none(1, cor(s$cents, s$second, method = "spearman")),
    auc = or_none(1, {
      w <- wilcox.test(s$first[outcome], s$first[!outcome], exact = FALSE)$statistic
      w / sum(outcome) / sum(!outcome)
    })
  )
  if (n >= 4) {
    found$spearman_interval <- if (!is.na(rho) && abs(rho) > 1 - 1e-12) c(NA, NA) else tanh(atanh(rho) + c(-z, z) * sqrt((1 + rho^2 / 2) / (n - 3)))
  }
  if (sum(outcome) >= 2 && sum(!outcome) >= 2) {
    a <- placed(s$first, outcome)
    b <- placed(s$second, outcome)
    spread <- function(x) sqrt(var(x$with) / sum(outcome) + var(x$without) / sum(!outcome))
    value <- mean(a$with)
    error <- spread(a)
    found$auc_error <- error
    found$auc_interval <- if (error == 0 || value %in% c(0, 1)) c(NA, NA) else plogis(qlogis(value) + c(-z, z) * error / value / (1 - value))
    d <- value - mean(b$with)
    difference <- spread(list(with = a$with - b$with, without = a$without - b$without))
    found$auc_difference <- if (difference < 1e-14) rep(NA, 4) else c(d, difference, d / difference, 2 * pnorm(-abs(d / difference)))
  }
  found
}

table_figures <- function(s) {
  counts <- table(s$group, s$first)
  list(
    independence = if (min(dim(counts)) < 2) rep(NA, 4) else {
      t <- suppressWarnings(chisq.test(counts, correct = FALSE))
      c(t$statistic, t$parameter, t$p.value, sqrt(t$statistic / sum(counts) / (min(dim(counts)) - 1)))
    },
    ratio = or_none(2, {
      t <- chisq.test(tabulate(s$group + 1, length(s$planned)), p = s$planned / 100)
      c(t$statistic, t$p.value)
    }),
    holm = p.adjust(s$p, "holm"),
    bh = p.adjust(s$p, "BH")
  )
}

driver_figures <- function(s) {
  x <- cbind(s$driver1, s$driver2, s$driver3)
  if (nrow(x) < 200) {
    return(list())
  }
  explained <- function(of) if (length(of)) summary(lm(s$rated ~ x[, of, drop = FALSE]))$r.squared else 0
  orders <- list(c(1, 2, 3), c(1, 3, 2), c(2, 1, 3), c(2, 3, 1), c(3, 1, 2), c(3, 2, 1))
  lmg <- or_none(3, rowMeans(sapply(orders, function(o) {
    sapply(1:3, function(d) {
      before <- o[seq_len(match(d, o) - 1)]
      explained(c(before, d)) - explained(before)
    })
  })))
  johnson <- or_none(3, {
    e <- eigen(cor(x), symmetric = TRUE)
    root <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
    root^2 %*% solve(root, cor(x, s$rated))^2
  })
  list(r_squared = or_none(1, explained(1:3)), lmg = lmg, johnson = johnson)
}

cox_figures <- function(s) {
  x <- cbind(s$first, s$group == 0)
  found <- tryCatch({
    f <- coxph(lifespans(s) ~ x, ties = "efron", control = coxph.control(eps = 1e-11, iter.max = 60))
    if (anyNA(coef(f))) stop("constant")
    test <- 2 * diff(f$loglik)
    c(coef(f), sqrt(diag(vcov(f))), f$loglik[2], test, pchisq(test, 2, lower.tail = FALSE))
  }, error = function(e) rep(NA, 7), warning = function(w) rep(NA, 7))
  list(cox = unname(found))
}

# Minus the log-likelihood of BG/NBD, as in the paper.
bgnbd <- function(q, x, recency, age) {
  r <- exp(q[1]); alpha <- exp(q[2]); a <- exp(q[3]); b <- exp(q[4])
  common <- lgamma(r + x) - lgamma(r) + r * log(alpha)
  here <- lbeta(a, b + x) - lbeta(a, b) - (r + x) * log(alpha + age)
  gone <- lbeta(a + 1, b + pmax(x, 1) - 1) - lbeta(a, b) - (r + x) * log(alpha + recency)
  top <- pmax(here, gone)
  -sum(common + ifelse(x > 0, top + log(exp(here - top) + exp(gone - top)), here))
}

# The limit, where all stop with one probability.
bgnbd_limit <- function(q, x, recency, age) {
  r <- exp(q[1]); alpha <- exp(q[2]); stop <- plogis(q[3])
  common <- lgamma(r + x) - lgamma(r) + r * log(alpha)
  here <- x * log1p(-stop) - (r + x) * log(alpha + age)
  gone <- log(stop) + (x - 1) * log1p(-stop) - (r + x) * log(alpha + recency)
  top <- pmax(here, gone)
  -sum(common + ifelse(x > 0, top + log(exp(here - top) + exp(gone - top)), here))
}

# The parameters are searched for where lgamma keeps its digits.
bounded <- function(f) {
  function(q, ...) {
    value <- if (all(abs(q) < 9)) f(q, ...) else NaN
    if (is.finite(value)) value else 1e10
  }
}

climb <- function(f, starts, s) {
  best <- list(value = Inf)
  control <- list(maxit = 2000, reltol = 1e-14, ndeps = rep(1e-5, length(starts[[1]])))
  for (start in starts) {
    for (turn in 1:2) {
      o <- optim(start, bounded(f), x = s$frequency, recency = s$recency, age = s$age, method = "BFGS", control = control)
      start <- o$par
    }
    if (o$value < best$value) best <- o
  }
  best
}

bgnbd_figures <- function(s) {
  free <- climb(bgnbd, list(c(0, 1, 0, 1), c(-1, 2, -1, 0), c(1, 3, 1, 2)), s)
  limit <- climb(bgnbd_limit, list(c(0, 1, -2), c(-1, 2, 0)), s)
  list(
    bgnbd = -min(free$value, limit$value),
    bgnbd_parameters = if (2 * (limit$value - free$value) > qchisq(0.9, 1)) exp(free$par) else rep(NA, 4)
  )
}

families <- list(
  survival = survival_figures, logrank = logrank_figures, proportions = proportion_figures, means = mean_figures,
  ranks = rank_figures, tables = table_figures, drivers = driver_figures, cox = cox_figures, bgnbd = bgnbd_figures
)

sets <- file(arguments[1], "r")
words <- function() strsplit(readLines(sets, n = 1), " ", fixed = TRUE)[[1]]
wanted <- words()[-1]
repeat {
  s <- list()
  repeat {
    line <- words()
    if (line[1] %in% c("end", "done")) break
    s[[line[1]]] <- as.numeric(line[-1])
  }
  if (line[1] == "done") break
  for (family in wanted) {
    if (family == "cox" && s$set %% 3 != 0) next
    if (family == "bgnbd" && is.null(s$frequency)) next
    found <- families[[family]](s)
    for (name in names(found)) cat(s$set, name, sprintf("%.17g", found[[name]]), "\n")
  }
}
cat("done\n")
