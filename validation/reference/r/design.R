# Multiplicity, group-sequential boundaries and sample sizes over grids of inputs. Writes ../design.json. Run in this folder: Rscript design.R
# Needs Debian's r-base-core, r-cran-jsonlite, r-cran-rpact (3.3.4, which has no count data yet), r-cran-mass.
# Boundaries and stopping probabilities are rpact's; sizes and powers of counts are the published formulas, written here in R.
source("case-json.R")
suppressMessages(library(rpact))
library(MASS)
set.seed(20261122)
cases <- list()
add <- function(...) cases[[length(cases) + 1]] <<- analysis(...)
vector <- function(x) I(as.numeric(x))

# p-adjust: with ties, zeros, ones, a single hypothesis.
for (p in list(c(0.03, 0.01, 0.02, 0.02, 0.04), c(0.5, 1, 0, 0.04, 0.04, 0.011), 0.04, c(0.9, 0.95, 0.01), round(runif(12)^3, 5), rep(0.05, 4)))
  add(paste0("adjust", length(cases) + 1), "p-adjust", list(p = vector(p)),
    list(bonferroni = vector(p.adjust(p, "bonferroni")), holm = vector(p.adjust(p, "holm")), hochberg = vector(p.adjust(p, "hochberg")),
      hommel = vector(p.adjust(p, "hommel")), BH = vector(p.adjust(p, "BH")), fixedSequence = vector(cummax(p))), list(rel = 1e-12, abs = 1e-14))

# Graphs whose answer R's p.adjust knows: Holm and Bonferroni as graphs.
for (p in list(c(0.01, 0.02, 0.03), c(0.001, 0.2, 0.012, 0.013))) {
  m <- length(p)
  holm <- (matrix(1, m, m) - diag(m)) / (m - 1)
  rows <- function(g) lapply(seq_len(m), function(i) vector(g[i, ]))
  add(paste0("graphHolm", m), "graphical-bonferroni", list(p = vector(p), weights = vector(rep(1 / m, m)), transitions = rows(holm)),
    list(adjustedP = vector(p.adjust(p, "holm")), rejectedAt005 = I(p.adjust(p, "holm") <= 0.05)), list(rel = 1e-12, abs = 1e-14))
  add(paste0("graphBonferroni", m), "graphical-bonferroni", list(p = vector(p), weights = vector(rep(1 / m, m)), transitions = rows(matrix(0, m, m))),
    list(adjustedP = vector(p.adjust(p, "bonferroni")), rejectedAt005 = I(p.adjust(p, "bonferroni") <= 0.05)), list(rel = 1e-12, abs = 1e-14))
}

# Boundaries. rpact stops 1e-8 short of the level, hence the tolerance.
looks <- list(c(0.5, 1), c(1 / 3, 2 / 3, 1), c(0.25, 0.3, 0.9, 1), c(0.3, 0.4, 0.5, 0.75, 1), c(0.3, 1))
types <- list(
  list("Lan-DeMets O'Brien-Fleming type", list(typeOfDesign = "asOF")), list("Lan-DeMets Pocock type", list(typeOfDesign = "asP")),
  list("Kim-DeMets power 1.5", list(typeOfDesign = "asKD", gammaA = 1.5)), list("Kim-DeMets power 3", list(typeOfDesign = "asKD", gammaA = 3)),
  list("Hwang-Shih-DeCani gamma=-4", list(typeOfDesign = "asHSD", gammaA = -4)), list("Hwang-Shih-DeCani gamma=1", list(typeOfDesign = "asHSD", gammaA = 1)),
  list("O'Brien-Fleming (classical)", list(typeOfDesign = "OF")), list("Pocock (classical)", list(typeOfDesign = "P")),
  list("Wang-Tsiatis Delta=0.25", list(typeOfDesign = "WT", deltaWT = 0.25)), list("Wang-Tsiatis Delta=-0.1", list(typeOfDesign = "WT", deltaWT = -0.1)))
for (type in types) for (k in seq_along(looks)) {
  sided <- 1 + k %% 2
  alpha <- c(0.025, 0.05, 0.01, 0.1)[1 + (length(cases) %% 4)]
  d <- do.call(getDesignGroupSequential, c(type[[2]], list(informationRates = looks[[k]], alpha = alpha, sided = sided, tolerance = 1e-10)))
  key <- if (grepl("classical|Wang", type[[1]])) "design" else "spending"
  add(paste0("gs", length(cases) + 1), "group-sequential", c(setNames(list(type[[1]]), key), list(alpha = alpha, sided = sided)),
    list(informationRates = vector(looks[[k]]), criticalValues = vector(d$criticalValues), alphaSpent = vector(d$alphaSpent),
      stageLevels = vector(d$stageLevels)), list(rel = 2e-6, abs = 2e-8))
}

# Zhu and Lakkis (2014), methods 1 to 3.
zhu <- function(m, r0, rr, phi, t, k) {
  r1 <- r0 * rr
  v <- function(a, b) (1 / a + 1 / (k * b)) / t + (1 + k) * phi / k
  null <- list(v(r0, r0), v(r0, r1), v((r0 + k * r1) / (1 + k), (r0 + k * r1) / (1 + k)))[[m]]
  c(null = null, alternative = v(r0, r1), effect = abs(log(rr)))
}
for (m in 1:3) for (case in list(c(0.8, 0.7, 0.5, 1, 2, 0.05, 0.9), c(2, 1.4, 1.2, 0.5, 0.5, 0.01, 0.8), c(0.1, 0.5, 0, 3, 1, 0.1, 0.95))) {
  v <- zhu(m, case[1], case[2], case[3], case[4], case[5])
  z <- qnorm(1 - case[6] / 2)
  n <- unname(((z * sqrt(v["null"]) + qnorm(case[7]) * sqrt(v["alternative"])) / v["effect"])^2)
  spec <- list(method = paste0("zhu-lakkis-", m), controlRate = case[1], rateRatio = case[2], dispersion = case[3], exposure = case[4],
    allocationTreatmentToControl = case[5], alphaTwoSided = case[6])
  add(paste0("zhu", length(cases) + 1), "sample-size", c(spec, list(power = case[7])),
    list(nControlExact = n, nControl = ceiling(n), nTreatment = ceiling(case[5] * n)), list(rel = 1e-10, abs = 0))
  add(paste0("zhu", length(cases) + 1), "sample-size", c(spec, list(solveFor = "power", nControl = 60)),
    list(power = unname(pnorm((sqrt(60) * v["effect"] - z * sqrt(v["null"])) / sqrt(v["alternative"])))), list(rel = 1e-10, abs = 1e-14))
}

# Information-based sizes: rpact's rules for fixed exposure and for accrual (entry on an even grid), with rpact's own boundaries.
information <- function(n1, n2, l1, l2, phi, times1, times2) {
  s <- function(t, l) sum(t * l / (1 + phi * t * l))
  1 / (1 / s(times1, l1) + 1 / s(times2, l2))
}
entry <- function(n, accrual) seq(0, accrual, length.out = n)
at <- function(x, n1, n2, l1, l2, phi, accrual, exposure)
  information(n1, n2, l1, l2, phi, pmax(pmin(x - entry(n1, accrual), exposure), 0), pmax(pmin(x - entry(n2, accrual), exposure), 0))
for (case in list(
  list(l2 = 0.6, theta = 0.7, phi = 0.4, alpha = 0.025, beta = 0.2, r = 1, accrual = 2, exposure = 1, looks = c(0.5, 0.8, 1), f = c(0, 0.5), binding = FALSE, wt = 0.1),
  list(l2 = 1.4, theta = 0.6, phi = 1.3, alpha = 0.01, beta = 0.1, r = 1, accrual = 3, follow = 0.5, looks = c(0.4, 1), f = 0.2, binding = TRUE, wt = 0.25),
  list(l2 = 0.3, theta = 1.5, phi = 0, alpha = 0.025, beta = 0.05, r = 2, accrual = 1, exposure = 2, looks = c(0.3, 0.6, 1), f = c(-1, 0.3), binding = TRUE, wt = 0.5))) {
  d <- getDesignGroupSequential(informationRates = case$looks, futilityBounds = case$f, bindingFutility = case$binding, typeOfDesign = "WT",
    deltaWT = case$wt, alpha = case$alpha, beta = case$beta, sided = 1, tolerance = 1e-10)
  characteristics <- getDesignCharacteristics(d)
  l1 <- case$l2 * case$theta
  need <- characteristics$shift / log(case$theta)^2
  fixed <- !is.null(case$exposure)
  if (fixed) {
    n2 <- need * ((1 / case$l2 + 1 / (case$r * l1)) / case$exposure + case$phi * (1 + 1 / case$r))
    n1 <- ceiling(case$r * n2); n2 <- ceiling(n2)
  } else {
    n2 <- 1
    while (at(case$accrual + case$follow, n2, n2, l1, case$l2, case$phi, case$accrual, Inf) < need) n2 <- n2 + 1
    n1 <- n2
  }
  exposure <- if (fixed) case$exposure else Inf
  end <- case$accrual + if (fixed) case$exposure else case$follow
  calendar <- sapply(case$looks[-length(case$looks)], function(rate)
    uniroot(function(x) at(x, n1, n2, l1, case$l2, case$phi, case$accrual, exposure) - rate * need, c(0, end), tol = 1e-13)$root)
  reject <- as.numeric(characteristics$rejectionProbabilities)
  futile <- as.numeric(characteristics$futilityProbabilities)
  stops <- reject + c(futile, 0)
  stops[length(stops)] <- 1 - sum(stops[-length(stops)])
  spec <- list(method = "rpact-gs-counts", alpha = case$alpha, beta = case$beta, lambda2 = case$l2, theta = case$theta, overdispersion = case$phi,
    accrualTime = case$accrual, allocationRatioPlanned = case$r, informationRates = vector(case$looks), futilityBoundsZ = vector(case$f),
    binding = case$binding, typeOfDesign = paste("Wang-Tsiatis", case$wt))
  spec <- c(spec, if (fixed) list(fixedExposureTime = case$exposure) else list(followUpTime = case$follow))
  add(paste0("counts", length(cases) + 1), "sample-size", spec,
    list(lambda1 = l1, n = n1 + n2, n1 = n1, n2 = n2, maxInformation = need, calendarTime = vector(c(calendar, end)), rejectPerStage = vector(reject),
      futilityPerStage = vector(futile), expectedInformationH1 = need * sum(stops * case$looks)), list(rel = 1e-6, abs = 1e-8))
}

# Beta spending, boundaries as gscounts signs them.
for (case in list(list(c(0.4, 0.7, 1), "asOF", "bsOF", TRUE), list(c(0.4, 0.7, 1), "asOF", "bsP", FALSE), list(c(0.5, 1), "asP", "bsOF", FALSE),
  list(c(0.25, 0.5, 0.75, 1), "asP", "bsP", TRUE))) {
  d <- getDesignGroupSequential(informationRates = case[[1]], typeOfDesign = case[[2]], typeBetaSpending = case[[3]], bindingFutility = case[[4]],
    alpha = 0.025, beta = 0.2, sided = 1, tolerance = 1e-10)
  characteristics <- getDesignCharacteristics(d)
  name <- c(asOF = "O'Brien-Fleming", asP = "Pocock", bsOF = "O'Brien-Fleming", bsP = "Pocock")
  add(paste0("beta", length(cases) + 1), "sample-size",
    list(method = "gs-boundaries", timing = vector(case[[1]]), alphaOneSided = 0.025, power = 0.8,
      spending = paste0(name[case[[2]]], " efficacy .025; ", name[case[[3]]], " futility .2, ", if (case[[4]]) "binding" else "nonbinding")),
    list(published = list(efficacy = vector(-d$criticalValues), futility = vector(-c(d$futilityBounds, tail(d$criticalValues, 1))),
      rejectPerStage = vector(characteristics$rejectionProbabilities))), list(rel = 1e-5, abs = 1e-6))
}

# Power at given sizes, stopping probabilities by rpact.
d <- getDesignGroupSequential(informationRates = c(0.5, 0.75, 1), futilityBounds = c(0, 0.4), typeOfDesign = "WT", deltaWT = 0.25, alpha = 0.025, sided = 1, tolerance = 1e-10)
l1 <- c(0.9, 1.1, 1.3)
power <- sapply(l1, function(l) {
  shift <- -log(l / 1.5) * sqrt(1 / ((1 / (2 * l) + 0.8) / 120 + (1 / (2 * 1.5) + 0.8) / 60))
  p <- getPowerAndAverageSampleNumber(d, theta = shift, nMax = 1)
  c(p$overallReject, as.numeric(p$earlyStop), as.numeric(p$overallFutility))
})
add("power", "sample-size", list(method = "rpact-gs-counts-power", n = 180, lambda1 = vector(l1), lambda2 = 1.5, overdispersion = 0.8, fixedExposureTime = 2,
  allocationRatioPlanned = 2, alpha = 0.025, informationRates = vector(c(0.5, 0.75, 1)), futilityBoundsZ = vector(c(0, 0.4)), binding = FALSE,
  typeOfDesign = "Wang-Tsiatis 0.25"), list(overallReject = vector(power[1, ])), list(rel = 1e-6, abs = 1e-8))

# Friede and Schmidli's re-estimation: lumped maximum likelihood.
for (counts in list(c(0, 2, 1, 0, 5, 3, 0, 1, 8, 2, 0, 0, 4, 1, 2, 11, 0, 1), rnbinom(60, size = 1.4, mu = 2.2))) {
  m <- mean(counts)
  minus <- function(x) -sum(dnbinom(counts, size = exp(x), mu = m, log = TRUE))
  size <- exp(optimize(minus, c(-4, 8), tol = 1e-14)$minimum)
  score <- function(s) sum(digamma(counts + s) - digamma(s)) + length(counts) * log(s / (s + m))
  size <- uniroot(score, size * c(0.9, 1.1), tol = 1e-15)$root
  ratio <- 0.6
  l2 <- 2 * m / (1 + ratio)
  n <- (qnorm(0.975) + qnorm(0.8))^2 / log(ratio)^2 * (1 / l2 + 1 / (ratio * l2) + 2 / size)
  add(paste0("blinded", length(cases) + 1), "sample-size", list(method = "friede-schmidli-bssr", counts = vector(counts), assumedRateRatio = ratio,
    alphaOneSided = 0.025, power = 0.8), list(pooledRate = m, pooledDispersion = 1 / size, nPatients = length(counts), nPerArmExact = n,
      nPerArm = ceiling(n)), list(rel = 1e-8, abs = 0))
}
write_case("design", "Multiplicity, group-sequential boundaries and sample sizes over grids of inputs.", cases, "none", c("rpact", "MASS"))
