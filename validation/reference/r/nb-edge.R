# Edge cases of negative-binomial regression: an arm without events, no extra-Poisson variation, unequal exposure,
# a likelihood with two maxima.
# Writes ../nb-edge.{csv,json}. Run in this folder: Rscript nb-edge.R
# Needs Debian's r-base-core and r-cran-mass. The numbers of the data are made up.
library(MASS)
source("nb-reference.R")

d <- rbind(
  data.frame(set = "zeroArm", arm = rep(c("A", "B"), c(16, 9)), weeks = 24,
             y = c(0, 3, 1, 0, 7, 2, 0, 12, 1, 4, 0, 0, 5, 1, 2, 9, rep(0, 9))),
  data.frame(set = "under", arm = rep(c("A", "B"), c(10, 10)), weeks = 24,
             y = c(4, 5, 5, 6, 4, 5, 6, 5, 4, 5, 3, 2, 3, 3, 4, 3, 2, 3, 3, 4)),
  data.frame(set = "exposure", arm = rep(c("A", "B"), c(12, 12)),
             weeks = c(24, 24, 12, 20, 24, 6, 24, 24, 18, 24, 3, 24, 24, 24, 24, 9, 24, 16, 24, 24, 24, 11, 24, 24),
             y = c(5, 11, 2, 0, 31, 1, 8, 4, 6, 19, 0, 7, 3, 0, 9, 2, 1, 14, 5, 0, 2, 1, 6, 4)))
d$x <- 0
d <- rbind(d, data.frame(set = "bimodal", arm = rep(c("A", "B"), each = 6), weeks = 24, y = c(0, 40, 0, 39, 0, 48, 0, 0, 0, 3, 0, 0),
                         x = c(1, 0, 2, 0, 2, 0, 1, 2, 0, 1, 1, 2)))
write.csv(d, "../nb-edge.csv", row.names = FALSE)
X <- function(s) model.matrix(~ arm, s)

# An arm without events: the supremum is the fit of the other arm.
z <- d[d$set == "zeroArm", ]
a <- z[z$arm == "A", ]
sup <- nb_maximum(a$y, matrix(1, nrow(a), 1, dimnames = list(NULL, "(Intercept)")), rep(0, nrow(a)))
null <- nb_maximum(z$y, matrix(1, nrow(z), 1, dimnames = list(NULL, "(Intercept)")), rep(0, nrow(z)))
chisq <- 2 * (sup$logLik - null$logLik)
profile <- function(b) {
  x <- as.numeric(z$arm == "B")
  minus <- function(par) -sum(dnbinom(z$y, size = exp(par[2]), mu = exp(par[1] + b * x), log = TRUE))
  best <- optim(c(unname(sup$beta), log(sup$theta)), minus, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))
  -best$value
}
target <- sup$logLik - qchisq(0.95, 1) / 2
upper <- uniroot(function(b) profile(b) - target, c(-8, 2), tol = 1e-11)$root
zero <- paste0('{ "coefficients": { "(Intercept)": ', number(sup$beta[[1]]), ', "armB": "-Inf" }, "rateRatio": 0, "logRateRatio": "-Inf"',
  ', "theta": ', number(sup$theta), ', "interceptLogMean": ', number(sup$beta[[1]]), ', "logLikSup": ', number(sup$logLik),
  ', "logLikNull": ', number(null$logLik), ', "thetaNull": ', number(null$theta), ', "lrt": { "chisq": ', number(chisq), ', "df": 1, "p": ',
  number(pchisq(chisq, 1, lower.tail = FALSE)), ' }, "profileUpperRateRatio": ', number(exp(upper)), ', "waldMustBeFlagged": true, "divergentTerms": ["armB"] }')

# No extra-Poisson variation: the NB likelihood rises towards the Poisson's for every large theta.
u <- d[d$set == "under", ]
pois <- glm(y ~ arm, family = poisson, data = u, control = glm.control(epsilon = 1e-14))
stopifnot(all(diff(sapply(10^(0:8), function(theta) logLik(glm(y ~ arm, family = negative.binomial(theta), data = u)))) > 0))
under <- paste0('{ "coefficients": ', named(coef(pois)), ', "theta": "Inf", "dispersion": 0, "seExpected": ', named(sqrt(diag(vcov(pois)))),
  ', "logLik": ', number(as.numeric(logLik(pois))), ', "df": 3, "nObs": 20, "deviance": ', number(deviance(pois)),
  ', "pearsonChisq": ', number(sum(residuals(pois, "pearson")^2)), ' }')

e <- d[d$set == "exposure", ]
exposed <- nb_json(nb_maximum(e$y, X(e), log(e$weeks)))

# The likelihood has a maximum at a finite theta and rises again above it towards the Poisson limit.
b <- d[d$set == "bimodal", ]
strict <- glm.control(epsilon = 1e-14, maxit = 500)
limit <- glm(y ~ arm + x, family = poisson, data = b, control = strict)
height <- function(logTheta) {
  mu <- fitted(glm(y ~ arm + x, family = negative.binomial(exp(logTheta)), data = b, control = strict, mustart = fitted(limit)))
  sum(dnbinom(b$y, size = exp(logTheta), mu = mu, log = TRUE))
}
mode <- optimize(height, c(-3, 2), maximum = TRUE, tol = 1e-9)
stopifnot(height(4) < mode$objective, mode$objective < as.numeric(logLik(limit)))
bimodal <- paste0('{ "coefficients": ', named(coef(limit)), ', "theta": "Inf", "logLik": ', number(as.numeric(logLik(limit))),
  ', "interiorMode": { "theta": ', number(exp(mode$maximum)), ', "logLik": ', number(mode$objective), ' }, "nObs": 12 }')

analysis <- function(id, spec, expected, rel, terms = '"arm"') paste0(
  '  { "id": "', id, '", "procedure": "nb-glm", "spec": { "response": "y", "terms": [', terms, '], "family": "negbin2", "link": "log", "effect": "armB", "subset": "set == ',
  id, '"', spec, ' },\n    "expected": ', expected, ',\n    "tolerance": { "rel": ', rel, ', "abs": 1e-8 } }')
writeLines(c(
  '{ "name": "nb-edge", "kind": "analysis", "set": "public",',
  '  "description": "Edge cases of negative-binomial regression: an arm without events, no extra-Poisson variation, unequal exposure, two maxima.",',
  '  "data": { "file": "nb-edge.csv", "rows": 81, "columns": {',
  '    "set": { "type": "factor", "levels": ["zeroArm", "under", "exposure", "bimodal"] }, "arm": { "type": "factor", "levels": ["A", "B"] },',
  '    "weeks": { "type": "number" }, "x": { "type": "number" }, "y": { "type": "count" } } },',
  '  "analyses": [',
  paste(analysis("zeroArm", "", zero, "1e-6"), analysis("under", "", under, "1e-6"),
        analysis("exposure", ', "offset": "log(weeks)"', exposed, "1e-6"),
        analysis("bimodal", "", bimodal, "1e-5", '"arm", "x"'), sep = ",\n"),
  '  ],',
  paste0('  "source": { "dataset": "made up", "software": "', R.version.string, '; MASS ', packageVersion("MASS"), '" } }')
), "../nb-edge.json")
