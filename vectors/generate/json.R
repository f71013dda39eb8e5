# What the generators in R share: a family, and how it is written, as cases.py does it.
#
#   Rscript vectors/generate/multiplicity.R > vectors/multiplicity.json
#
# An object is a named list, an array is array_of(...) or the result of lapply without
# names, an integer is a whole number, a figure is the text of estimate().

state <- new.env()

family <- function(name, about, version = "1.0") {
  state$top <- list(family = name, version = version, about = about)
  state$calls <- list()
  state$cases <- list()
  state$numbers <- list()
}

# array_of makes a JSON array of its arguments, or of the elements of one vector.
array_of <- function(...) {
  values <- list(...)
  if (length(values) == 1 && length(values[[1]]) != 1) values <- as.list(values[[1]])
  unname(values)
}

# array1 makes a JSON array of one vector, of any length.
array1 <- function(values) unname(as.list(values))

object_of <- function(...) list(...)

estimate <- function(value, digits = 12) {
  if (value == 0) return("0")
  if (abs(value) < 1e-6) {
    text <- sprintf("%.*e", digits - 1L, value)
    parts <- strsplit(text, "e", fixed = TRUE)[[1]]
    mantissa <- sub("\\.$", "", sub("0+$", "", parts[1]))
    return(paste0(mantissa, "e", as.integer(parts[2])))
  }
  places <- max(0, digits - 1 - floor(log10(abs(value))))
  text <- sprintf("%.*f", as.integer(places), value)
  if (grepl(".", text, fixed = TRUE)) text <- sub("\\.$", "", sub("0+$", "", text))
  text
}

estimates <- function(values) array1(vapply(values, estimate, ""))

error_of <- function(kind) list(error = kind)

call <- function(name, about, input, want) {
  state$calls[[length(state$calls) + 1]] <- list(call = name, about = about, input = input, want = want)
  state$numbers[[name]] <- 0
}

case <- function(call, input, want, source, tolerance = "1e-9", edge = NULL, catches = NULL) {
  state$numbers[[call]] <- state$numbers[[call]] + 1
  c <- list(
    id = sprintf("%s-%04d", gsub("[._]", "-", call), as.integer(state$numbers[[call]])),
    call = call, input = input, want = want,
    tolerance = if (!is.null(want$error)) "0" else tolerance, source = source
  )
  if (!is.null(edge)) c$edge <- edge
  if (!is.null(catches)) c$catches <- array1(catches)
  state$cases[[length(state$cases) + 1]] <- c
}

json_text <- function(text) {
  text <- gsub("\\", "\\\\", enc2utf8(text), fixed = TRUE)
  text <- gsub("\"", "\\\"", text, fixed = TRUE)
  text <- gsub("\n", "\\n", text, fixed = TRUE)
  paste0("\"", text, "\"")
}

json <- function(value) {
  if (is.null(value)) return("null")
  if (is.list(value)) {
    parts <- vapply(value, json, "")
    if (is.null(names(value))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste0(vapply(names(value), json_text, ""), ": ", parts, collapse = ", "), "}"))
  }
  stopifnot(length(value) == 1, !is.na(value))
  if (is.logical(value)) return(if (value) "true" else "false")
  if (is.character(value)) return(json_text(value))
  stopifnot(value == round(value), abs(value) < 2^53)
  sprintf("%.0f", value)
}

write_family <- function() {
  top <- state$top
  lines <- c("{", sprintf("  %s: %s,", vapply(names(top), json_text, ""), vapply(top, json_text, "")))
  lines <- c(lines, "  \"calls\": [", paste(paste0("    ", vapply(state$calls, json, "")), collapse = ",\n"), "  ],")
  lines <- c(lines, "  \"cases\": [", paste(paste0("    ", vapply(state$cases, json, "")), collapse = ",\n"), "  ]", "}")
  writeLines(enc2utf8(lines), useBytes = TRUE)
}
