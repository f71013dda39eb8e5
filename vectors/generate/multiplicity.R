# Vectors of p values adjusted for how many tests were made. See json.R.

source("vectors/generate/json.R")

family("multiplicity", "p values of a family of tests, adjusted, in the order given.")

call("multiplicity.holm", "Holm (1979): the chance of any false alarm.", list(p = "a list of p values"), list(adjusted = "a list of p values"))
call("multiplicity.benjamini_hochberg", "Benjamini and Hochberg (1995): the expected share of false alarms among what is found.",
     list(p = "a list of p values"), list(adjusted = "a list of p values"))

both <- function(texts, edge = NULL, catches = NULL) {
  p <- as.numeric(texts)
  for (method in c("holm", "BH")) {
    name <- if (method == "holm") "multiplicity.holm" else "multiplicity.benjamini_hochberg"
    case(name, list(p = array1(texts)), list(adjusted = estimates(p.adjust(p, method))),
         sprintf("R 4.2.2: p.adjust(p, \"%s\")", method), "1e-12", edge, if (method == "holm") catches)
  }
}
both(c("0.01", "0.04", "0.03", "0.005"))
both(c("0.0001", "0.0004", "0.0019", "0.0095", "0.0201", "0.0278", "0.0298", "0.0344", "0.0459", "0.324", "0.4262", "0.5719", "0.6528", "0.759", "1"))
both(c("0.2", "0.01", "0.6"))
both("0.04", edge = "one test")
both(c("0.02", "0.02", "0.02"), edge = "ties")
both(c("0.9", "0.8", "0.7"), edge = "none below 1 by Holm")
both(c("0", "1"), edge = "0 and 1")
both(c("1e-300", "0.5"), edge = "a p value far below 1")
both(c("0.01", "0.011", "0.012", "0.013", "0.5"), edge = "adjusted values that would fall")
case("multiplicity.holm", list(p = array1(c("0.5", "1.5"))), error_of("invalid"), "a p value is in 0..1", edge = "above 1")
case("multiplicity.benjamini_hochberg", list(p = array1(c("-0.1"))), error_of("invalid"), "a p value is in 0..1", edge = "below 0")

write_family()
