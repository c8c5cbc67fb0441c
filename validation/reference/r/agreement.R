# Agreement: kappa, intraclass correlations, limits of agreement. Writes ../agreement.json. Run in this folder: Rscript agreement.R
# Needs Debian's r-base-core, r-cran-vcd, r-cran-psych. Ratings are made up, but for Shrout and Fleiss (1979), table 2.
suppressMessages({ library(vcd); library(psych) })
source("nb-reference.R")
arr <- function(x) paste0("[", paste(sapply(x, number), collapse = ", "), "]")
mat <- function(M) paste0("[", paste(apply(M, 1, arr), collapse = ", "), "]")
case <- function(id, procedure, spec, expected) paste0('  { "id": "', id, '", "procedure": "', procedure, '", "spec": { ', spec, ' },\n    "expected": ', expected, ',\n    "tolerance": { "rel": 1e-8, "abs": 1e-10 } }')

tab <- matrix(c(22, 4, 1, 0, 6, 18, 5, 2, 1, 7, 25, 4, 0, 1, 3, 14), 4, byrow = TRUE)
null_se <- function(t, w) { # Fleiss, Cohen and Everitt (1969), equation 9
  p <- t / sum(t); r <- rowSums(p); c <- colSums(p); wr <- drop(w %*% c); wc <- drop(t(w) %*% r); pe <- sum(w * outer(r, c))
  sqrt((sum(outer(r, c) * (w - outer(wr, wc, "+"))^2) - pe^2) / sum(t)) / (1 - pe) }
k <- nrow(tab); d <- abs(outer(1:k, 1:k, "-")) / (k - 1)
kap <- function(name, part, w, weights) { K <- Kappa(tab, weights = weights); v <- K[[part]]; v <- setNames(v, c("value", "ASE"))
  case(paste0("cohen-", name), "cohen-kappa", paste0('"counts": ', mat(tab), ', "weights": "', name, '"'),
    paste0('{ "kappa": ', number(v[["value"]]), ', "se": ', number(v[["ASE"]]), ', "seNull": ', number(null_se(tab, w)), ', "ci": ', arr(v[["value"]] + c(-1, 1) * qnorm(0.975) * v[["ASE"]]), ' }')) }
icc <- function(id, x) { r <- suppressMessages(ICC(x, lmer = FALSE))$results; nm <- c("oneWay", "agreement", "consistency", "oneWayMean", "agreementMean", "consistencyMean")
  case(id, "intraclass-correlation", paste0('"measurements": ', mat(x)), paste0("{ ", paste0('"', nm, '": { "estimate": ', sapply(r$ICC, number), ', "F": ', sapply(r$F, number), ', "df1": ', r$df1, ', "df2": ', r$df2,
    ', "p": ', sapply(r$p, number), ', "ci": [', sapply(r$`lower bound`, number), ", ", sapply(r$`upper bound`, number), "] }", collapse = ", "), " }")) }
ba <- function(id, x, y, conf) { d <- x - y; n <- length(d); b <- mean(d); s <- sd(d); z <- qnorm(0.975); a <- (1 - conf) / 2
  q <- function(p) uniroot(function(t) pt(t, n - 1, z * sqrt(n)) - p, c(-5, 60), tol = 1e-13)$root / sqrt(n)
  t <- qt(1 - a, n - 1); h <- t * s * sqrt(1 / n + z^2 / (2 * (n - 1)))
  case(id, "bland-altman", paste0('"first": ', arr(x), ', "second": ', arr(y), ', "confidence": ', conf), paste0('{ "bias": ', number(b), ', "sd": ', number(s), ', "biasCi": ', arr(t.test(d, conf.level = conf)$conf.int),
    ', "lower": { "estimate": ', number(b - z * s), ', "ci": ', arr(c(b - q(1 - a) * s, b - q(a) * s)), ', "approximateCi": ', arr(b - z * s + c(-h, h)),
    ' }, "upper": { "estimate": ', number(b + z * s), ', "ci": ', arr(c(b + q(a) * s, b + q(1 - a) * s)), ', "approximateCi": ', arr(b + z * s + c(-h, h)), ' }, "slopeOnMean": ', number(unname(coef(lm(d ~ I((x + y) / 2)))[2])), ' }')) }
set.seed(3)
sf <- matrix(c(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7), 6, byrow = TRUE)
many <- round(outer(rnorm(25, 50, 6), c(0, 1.5, -1), "+") + rnorm(75, 0, 3), 1)
x <- round(rnorm(17, 80, 10), 1); y <- round(x + rnorm(17, 1, 3), 1)
writeLines(c('{ "name": "agreement", "kind": "analysis", "set": "public", "description": "Kappa, intraclass correlations, limits of agreement.", "data": null,', '  "analyses": [',
  paste(c(kap("unweighted", "Unweighted", diag(k), "Equal-Spacing"), kap("linear", "Weighted", 1 - d, "Equal-Spacing"), kap("quadratic", "Weighted", 1 - d^2, "Fleiss-Cohen"),
    icc("iccShroutFleiss", sf), icc("iccMany", many), ba("limits", x, y, 0.95), ba("limitsSmall", x[1:5], y[1:5], 0.9)), collapse = ",\n"), '  ],',
  paste0('  "source": { "dataset": "made up; Shrout and Fleiss (1979)", "software": "', R.version.string, '; vcd ', packageVersion("vcd"), ', psych ', packageVersion("psych"), '" } }')), "../agreement.json")
