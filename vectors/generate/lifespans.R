# Lifespans for the generators in R: their rows as the vectors have them, and as survival has.

suppressPackageStartupMessages(library(survival))

MAINTAINED <- "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NONMAINTAINED <- "5 5 8 8 12 16+ 23 27 30 33 43 45"
SIXMP <- "6 6 6 7 10 13 16 22 23 6+ 9+ 10+ 11+ 17+ 19+ 20+ 25+ 32+ 32+ 34+ 35+"
PLACEBO <- "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
NIST <- "10 32 56 98 122 181 50+ 100+ 125+ 150+ 200+ 200+ 200+ 200+ 200+ 200+ 200+ 200+ 200+ 200+"
ENTRIES <- "0-4 0-7+ 2-6 3-8 5-9+ 0-10"
TICKETS <- "1 2 3 5 8 30 4+ 10+ 26+ 50+"
LIFESPANS <- "a list of exit, churned, and entry? (0 if absent): who left (churned) or was still there at the exit, under observation from the entry on"

# parse reads lifespans: 9 left at 9, 13+ was still there, 2-6 entered at 2, 7! ended otherwise.
parse <- function(text) {
  words <- strsplit(text, " ")[[1]]
  words <- words[words != ""]
  end <- sub("^.*[0-9]", "", words)
  times <- strsplit(sub("[+!]$", "", words), "-")
  entry <- vapply(times, function(t) if (length(t) == 2) t[1] else "0", "")
  exit <- vapply(times, function(t) t[length(t)], "")
  list(entry = entry, exit = exit, end = end)
}

rows_of <- function(text) {
  p <- parse(text)
  lapply(seq_along(p$exit), function(i) {
    row <- list(exit = p$exit[i], churned = p$end[i] == "")
    if (p$entry[i] != "0") row <- c(list(entry = p$entry[i]), row)
    if (p$end[i] == "!") row$other <- TRUE
    row
  })
}

surv_of <- function(text) {
  p <- parse(text)
  if (any(p$entry != "0")) return(Surv(as.numeric(p$entry), as.numeric(p$exit), p$end == ""))
  Surv(as.numeric(p$exit), p$end == "")
}

or_null <- function(value) if (is.na(value)) NULL else estimate(value)
# with sets a member that may be NULL.
with_null <- function(...) list(...)
