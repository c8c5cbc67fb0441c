# Stratified and paired comparisons of proportions and rates. Data: the Berkeley admissions (UCBAdmissions, Bickel 1975), nodal
# involvement and other published or made-up counts. Writes ../adverse-events-strata.json. Run in this folder: Rscript adverse-events.R
# Needs Debian's r-base-core, r-cran-metafor, r-cran-jsonlite.
library(metafor)
source("case-json.R")

logged <- function(f) list(estimate = exp(unname(coef(f))), se = f$se, ci = exp(c(f$ci.lb, f$ci.ub)))
straight <- function(f) list(estimate = unname(coef(f)), se = f$se, ci = c(f$ci.lb, f$ci.ub))

strata_case <- function(id, x1, n1, x2, n2) {
  mh <- function(measure) rma.mh(measure = measure, ai = x1, n1i = n1, ci = x2, n2i = n2, digits = 12, add = 0, drop00 = FALSE, correct = TRUE)
  tables <- array(rbind(x1, n1 - x1, x2, n2 - x2), c(2, 2, length(x1)))
  # metafor's Sato variance is the default of measure RD.
  or <- mh("OR")
  cmh <- mantelhaen.test(tables, correct = FALSE)
  corrected <- mantelhaen.test(tables, correct = TRUE)
  # metafor prints the plain Breslow-Day statistic and Tarone's.
  analysis(id, "mantel-haenszel", list(x1 = x1, n1 = n1, x2 = x2, n2 = n2), list(
    riskDifference = straight(mh("RD")), riskRatio = logged(mh("RR")), oddsRatio = logged(or),
    cmh = list(chisq = unname(cmh$statistic), df = 1, p = cmh$p.value),
    cmhCorrected = list(chisq = unname(corrected$statistic), df = 1, p = corrected$p.value),
    breslowDay = list(chisq = or$BD, df = length(x1) - 1, p = or$BDp, tarone = list(chisq = or$TA, df = length(x1) - 1, p = or$TAp))))
}
rates_case <- function(id, x1, t1, x2, t2) {
  mh <- function(measure) rma.mh(measure = measure, x1i = x1, t1i = t1, x2i = x2, t2i = t2, add = 0, drop00 = FALSE, correct = FALSE)
  irr <- mh("IRR")
  analysis(id, "mantel-haenszel-rates", list(x1 = x1, t1 = t1, x2 = x2, t2 = t2), list(
    rateRatio = logged(irr), rateDifference = straight(mh("IRD")), test = list(chisq = irr$MH, df = 1, p = irr$MHp)))
}
paired_case <- function(id, both, firstOnly, secondOnly, neither) {
  m <- matrix(c(both, secondOnly, firstOnly, neither), 2)
  plain_test <- mcnemar.test(m, correct = FALSE)
  corrected <- mcnemar.test(m)
  exact <- binom.test(firstOnly, firstOnly + secondOnly)
  odds <- exact$conf.int / (1 - exact$conf.int)
  analysis(id, "paired-proportions", list(both = both, firstOnly = firstOnly, secondOnly = secondOnly, neither = neither), list(
    mcnemar = list(chisq = unname(plain_test$statistic), p = plain_test$p.value),
    mcnemarCorrected = list(chisq = unname(corrected$statistic), p = corrected$p.value),
    exactP = exact$p.value, conditionalOddsRatio = list(estimate = firstOnly / secondOnly, ci = as.numeric(odds))))
}
trend_case <- function(id, x, n, score) {
  t <- prop.trend.test(x, n, score)
  analysis(id, "trend-in-proportions", list(x = x, n = n, score = score), list(chisq = unname(t$statistic), p = t$p.value))
}
rate_case <- function(id, events, exposure) {
  p <- poisson.test(sum(events), sum(exposure))
  rate <- sum(events) / sum(exposure)
  # The robust variance is that of a quasi-free Poisson regression with an offset, HC0, on the log scale.
  f <- glm(events ~ offset(log(exposure)), family = poisson)
  mu <- fitted(f)
  se <- sqrt(sum((events - mu)^2)) / sum(mu)
  analysis(id, "incidence-rate", list(events = events, exposure = exposure), list(rate = rate, poissonCi = as.numeric(p$conf.int),
    robustCi = unname(exp(coef(f) + c(-1, 1) * qnorm(0.975) * se)), events = sum(events), exposure = sum(exposure)))
}

ucb <- UCBAdmissions
ucb_x1 <- as.numeric(ucb["Admitted", "Male", ]); ucb_n1 <- ucb_x1 + as.numeric(ucb["Rejected", "Male", ])
ucb_x2 <- as.numeric(ucb["Admitted", "Female", ]); ucb_n2 <- ucb_x2 + as.numeric(ucb["Rejected", "Female", ])
# Miettinen-Nurminen interval over strata by bisection on the score with the restricted estimates found by optimise.
mn <- function(x1, n1, x2, n2, ratio = FALSE) {
  w <- n1 * n2 / (n1 + n2)
  score <- function(d) {
    parts <- sapply(seq_along(x1), function(i) {
      first <- function(p2) if (ratio) d * p2 else p2 + d
      ll <- function(p2) {
        p1 <- first(p2)
        if (p1 < 0 || p1 > 1 || p2 < 0 || p2 > 1) return(-1e10)
        dbinom(x1[i], n1[i], p1, log = TRUE) + dbinom(x2[i], n2[i], p2, log = TRUE)
      }
      range <- if (ratio) c(0, min(1, 1 / d)) else c(max(0, -d), min(1, 1 - d))
      p2 <- optimise(ll, range, maximum = TRUE, tol = 1e-13)$maximum
      p1 <- first(p2)
      scale <- if (ratio) d^2 else 1
      v <- (p1 * (1 - p1) / n1[i] + scale * p2 * (1 - p2) / n2[i]) * (n1[i] + n2[i]) / (n1[i] + n2[i] - 1)
      c(if (ratio) x1[i] / n1[i] - d * x2[i] / n2[i] else x1[i] / n1[i] - x2[i] / n2[i] - d, v)
    })
    sum(w * parts[1, ]) / sqrt(sum(w^2 * parts[2, ]))
  }
  centre <- if (ratio) sum(w * x1 / n1) / sum(w * x2 / n2) else sum(w * (x1 / n1 - x2 / n2)) / sum(w)
  z <- qnorm(0.975)
  ends <- if (ratio) c(centre / 50, centre * 50) else c(-0.9999, 0.9999)
  c(uniroot(function(d) score(d) - z, c(ends[1], centre), tol = 1e-12)$root,
    uniroot(function(d) score(d) + z, c(centre, ends[2]), tol = 1e-12)$root)
}
x1 <- c(8, 3, 11); n1 <- c(40, 25, 31); x2 <- c(14, 9, 12); n2 <- c(41, 28, 29)
write_case("adverse-events-strata", "Proportions and rates within strata, pairs, and over exposure.", list(
  strata_case("berkeley", ucb_x1, ucb_n1, ucb_x2, ucb_n2),
  strata_case("threeSites", x1, n1, x2, n2),
  analysis("threeSitesScore", "mantel-haenszel", list(x1 = x1, n1 = n1, x2 = x2, n2 = n2), list(
    riskDifference = list(miettinenNurminen = mn(x1, n1, x2, n2)), riskRatio = list(miettinenNurminen = mn(x1, n1, x2, n2, TRUE))),
    tolerance = list(rel = 1e-5, abs = 1e-7), notes = "restricted estimates by optimise, whose precision is about 1e-8"),
  strata_case("sparse", c(1, 0, 2, 1), c(3, 2, 4, 1), c(0, 1, 1, 0), c(2, 3, 3, 2)),
  rates_case("rates", c(9, 14, 3), c(120.5, 230, 66), c(17, 20, 8), c(118, 240.25, 71)),
  paired_case("pairs", 20, 12, 2, 16),
  paired_case("manyPairs", 101, 121, 59, 33),
  trend_case("trend", c(3, 7, 12, 15), c(40, 41, 39, 42), c(0, 1, 2, 4)),
  rate_case("recurrent", c(0, 3, 1, 0, 7, 2, 0, 12, 1, 4), c(24, 24, 12, 20, 24, 6, 24, 24, 18, 24))
), "UCBAdmissions; counts made up", "metafor")
