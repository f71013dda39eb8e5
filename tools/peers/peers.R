# Rscript peers.R version
# Rscript peers.R FILE COLUMNS JOB WAY
#
# Prints the seconds of a job on the numbers of a file, by the clock and of processors, without those of reading it,
# and what it found.
library(survival)

arguments <- commandArgs(trailingOnly = TRUE)
if (arguments[1] == "version") {
  cat("R ", R.version$major, ".", R.version$minor, ", survival ", as.character(packageVersion("survival")), "\n", sep = "")
  quit()
}
columns <- as.integer(arguments[2])
job <- arguments[3]
fix <- arguments[4] == "default"

all <- matrix(readBin(arguments[1], "double", file.size(arguments[1]) / 8, endian = "little"), ncol = columns)
exit <- all[, 1]
churned <- all[, 2]

do <- switch(job,
  survfit = function(i) survfit(Surv(exit[i], churned[i]) ~ 1, conf.type = "log-log", timefix = fix),
  quantile = function(i) {
    f <- survfit(Surv(exit[i], churned[i]) ~ 1, conf.type = "log-log", timefix = fix)
    list(f, quantile(f, 0.5))
  },
  survdiff = function(i) survdiff(Surv(exit[i], churned[i]) ~ all[i, 3]),
  coxph = function(i) {
    coxph(Surv(exit[i], churned[i]) ~ all[i, 3] + all[i, 4], ties = "efron", control = coxph.control(timefix = fix))
  }
)
invisible(do(1:1000)) # the compiler of R
invisible(gc())
everything <- seq_along(exit)
took <- system.time(found <- do(everything))

points <- quantile(exit, c(0.25, 0.5, 0.75), type = 1, names = FALSE)
at <- function(f) summary(f, times = points)$surv
cat(format(c(took[["elapsed"]], took[["user.self"]] + took[["sys.self"]], switch(job,
  survfit = at(found),
  quantile = c(at(found[[1]]), found[[2]]$quantile, found[[2]]$lower, found[[2]]$upper),
  survdiff = found$chisq,
  coxph = c(coef(found), sqrt(diag(vcov(found))), found$loglik[2])
)), digits = 15), "\n")
