# One row per participant of MASS::epil: counts of the four visits summed.
# Writes ../epilepsy-per-participant.{csv,json}. Run in this folder: Rscript epilepsy-per-participant.R
# Needs Debian's r-base-core and r-cran-mass.
library(MASS)
options(digits = 15)
source("nb-reference.R")

epil$subject <- as.integer(epil$subject)
d <- do.call(rbind, lapply(split(epil, epil$subject), function(s)
  data.frame(subject = s$subject[1], treatment = as.character(s$trt[1]), base = s$base[1], age = s$age[1], y = sum(s$y))))
write.csv(d, "../epilepsy-per-participant.csv", row.names = FALSE)
d$treatment <- factor(d$treatment, levels = c("placebo", "progabide"))
X <- model.matrix(~ treatment + log(base/4) + log(age), d)
fit <- nb_maximum(d$y, X, rep(0, nrow(d)))
writeLines(c(
  '{ "name": "epilepsy-per-participant", "kind": "analysis", "set": "public",',
  '  "description": "Epilepsy RCT (Thall & Vail), one row per participant: seizures of the four visits summed.",',
  '  "data": { "file": "epilepsy-per-participant.csv", "rows": 59, "columns": {',
  '    "subject": { "type": "id" }, "treatment": { "type": "factor", "levels": ["placebo", "progabide"] },',
  '    "base": { "type": "count" }, "age": { "type": "number" }, "y": { "type": "count" } } },',
  '  "analyses": [ { "id": "nb", "procedure": "nb-glm",',
  '    "spec": { "response": "y", "terms": ["treatment", "log(base/4)", "log(age)"], "family": "negbin2", "link": "log", "effect": "treatmentprogabide" },',
  paste0('    "expected": ', nb_json(fit), ','),
  '    "tolerance": { "rel": 1e-6, "abs": 1e-8 } } ],',
  paste0('  "source": { "dataset": "MASS::epil (Thall & Vail 1990)", "software": "', R.version.string, '; MASS ', packageVersion("MASS"), '" } }')
), "../epilepsy-per-participant.json")
