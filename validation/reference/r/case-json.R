# Writes a case file of the layout in SOURCES.md. Needs Debian's r-cran-jsonlite.
library(jsonlite)

# 15 significant digits; NA is null (what does not exist), infinities are text.
plain <- function(x) {
  if (is.list(x)) return(lapply(x, plain))
  if (is.numeric(x) && any(is.infinite(x))) {
    marked <- lapply(x, function(v) if (is.infinite(v)) (if (v > 0) "Inf" else "-Inf") else v)
    return(if (length(marked) == 1) marked[[1]] else marked)
  }
  x
}
named <- function(values) as.list(values)
analysis <- function(id, procedure, spec, expected, tolerance = list(rel = 1e-6, abs = 1e-8), notes = NULL) {
  item <- list(id = id, procedure = procedure, spec = spec, expected = plain(expected), tolerance = tolerance)
  if (!is.null(notes)) item$notes <- notes
  item
}
write_case <- function(name, description, analyses, dataset, packages, data = NULL) {
  software <- paste0(R.version.string, "; ", paste(packages, sapply(packages, function(p) as.character(packageVersion(p))), collapse = ", "))
  case <- list(name = name, kind = "analysis", set = "public", description = description, data = data,
    analyses = analyses, source = list(dataset = dataset, software = software))
  writeLines(toJSON(case, auto_unbox = TRUE, digits = I(15), na = "null", null = "null", pretty = TRUE), paste0("../", name, ".json"))
}
