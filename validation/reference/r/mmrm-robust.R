# Sandwich standard errors of repeated measures, by clubSandwich on gls. Writes ../mmrm-robust.json. Run in this folder after mmrm.R.
# gls stops early on an unstructured covariance: its tolerance is 2e-4.
# Needs Debian's r-base-core, r-cran-nlme, r-cran-clubsandwich.
suppressMessages({ library(nlme); library(clubSandwich) })
source("nb-reference.R")
d <- read.csv("../mmrm.csv"); d <- d[!is.na(d$y), ]; d$arm <- factor(d$arm, c("P", "N")); d$visit <- factor(d$visit); d$t <- as.integer(d$visit)
tight <- glsControl(tolerance = 1e-12, msTol = 1e-14, maxIter = 500, msMaxIter = 1000, apVar = FALSE, returnObject = TRUE)
models <- list("unstructured" = gls(y ~ arm + visit + baseline, d, correlation = corSymm(form = ~ t | id), weights = varIdent(form = ~ 1 | visit), control = tight),
  "compound symmetry" = gls(y ~ arm + visit + baseline, d, correlation = corCompSymm(form = ~ t | id), control = tight))
case <- function(name, kind) { m <- models[[name]]; v <- as.matrix(vcovCR(m, cluster = d$id, type = kind))
  paste0('  { "id": "', gsub(" ", "", name), kind, '", "procedure": "mmrm", "spec": { "response": "y", "terms": ["arm", "visit", "baseline"], "cluster": "id", "order": "visit", "covariance": "', name,
    '", "method": "REML", "robust": "', kind, '" },\n    "expected": { "coefficients": ', named(coef(m)), ', "seRobust": ', named(setNames(sqrt(diag(v)), names(coef(m)))), ' },\n    "tolerance": { "rel": ', if (name == "unstructured") "2e-4" else "2e-5", ', "abs": 1e-6 } }') }
writeLines(c('{ "name": "mmrm-robust", "kind": "analysis", "set": "public", "description": "Sandwich standard errors CR0 and CR3.",',
  '  "data": { "file": "mmrm.csv", "rows": 168, "columns": {',
  '    "id": { "type": "id" }, "arm": { "type": "factor", "levels": ["P", "N"] }, "visit": { "type": "factor", "levels": ["V1", "V2", "V3", "V4"] },',
  '    "baseline": { "type": "number" }, "y": { "type": "number", "missing": "drop row" } } },', '  "analyses": [',
  paste(c(case("unstructured", "CR0"), case("unstructured", "CR3"), case("compound symmetry", "CR0"), case("compound symmetry", "CR3")), collapse = ",\n"), '  ],',
  paste0('  "source": { "dataset": "made up", "software": "', R.version.string, '; nlme ', packageVersion("nlme"), ', clubSandwich ', packageVersion("clubSandwich"), '" } }')), "../mmrm-robust.json")
