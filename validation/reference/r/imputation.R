# Multiple imputation: what the average over many imputations must come to. Data made up (two arms, dropout that depends on what was
# observed). Writes ../imputation-*.{csv,json}. Run in this folder: Rscript imputation.R
# Needs Debian's r-base-core, r-cran-mass, r-cran-mice, r-cran-jsonlite.
# Continuous: the expected estimate imputes each value by its conditional mean at the maximum-likelihood parameters (EM), of which
# multiple imputation is the Monte Carlo version; standard errors at random are those of mice (method norm, arm by arm).
# Counts: the method of Keene et al. (2014) written out, 4000 imputations.
suppressMessages({ library(MASS); library(mice) })
source("case-json.R")
source("nb-reference.R")

# A linear congruential generator, so that the data are the same in any version of R.
state <- 20261122
uniform <- function() { state <<- (state * 16807) %% 2147483647; state / 2147483647 }
normal <- function() qnorm(uniform())
J <- 4; n <- 200
rows <- t(sapply(1:n, function(i) {
  treated <- i %% 2 == 0
  level <- 1.2 * normal()
  y <- sapply(1:J, function(j) 10 + level + normal() - (if (treated) 0.7 else 0.2) * (j - 1))
  for (j in 2:J) {
    u <- uniform()
    if (!is.na(y[j - 1]) && u < 0.12 + 0.12 * (y[j - 1] > 10.5)) { y[j:J] <- NA; break }
  }
  y
}))
d <- data.frame(arm = ifelse(1:n %% 2 == 0, "T", "C"), round(rows, 4))
names(d)[-1] <- paste0("y", 1:J)
write.csv(d, "../imputation-normal.csv", row.names = FALSE, na = "")

em <- function(Y) {
  mu <- colMeans(Y, na.rm = TRUE); S <- cov(Y, use = "complete.obs")
  for (it in 1:5000) {
    M <- matrix(0, nrow(Y), J); C <- matrix(0, J, J)
    for (i in seq_len(nrow(Y))) {
      o <- !is.na(Y[i, ]); y <- Y[i, ]
      if (!all(o)) {
        B <- S[!o, o, drop = FALSE] %*% solve(S[o, o])
        y[!o] <- mu[!o] + B %*% (Y[i, o] - mu[o])
        C[!o, !o] <- C[!o, !o] + S[!o, !o] - B %*% S[o, !o]
      }
      M[i, ] <- y
    }
    mu2 <- colMeans(M); S2 <- (crossprod(sweep(M, 2, mu2)) + C) / nrow(Y)
    if (max(abs(mu2 - mu), abs(S2 - S)) < 1e-13) break
    mu <- mu2; S <- S2
  }
  list(mu = mu, S = S)
}
Y <- as.matrix(d[, -1]); arm <- d$arm
par <- lapply(split(1:n, arm), function(i) em(Y[i, ]))
conditional_mean <- function(assumption) {
  last <- sapply(1:n, function(i) {
    o <- !is.na(Y[i, ]); f <- sum(o)
    if (all(o)) return(Y[i, J])
    own <- par[[arm[i]]]; ref <- par$C
    S <- if (assumption == "missing-at-random") own$S else ref$S
    mu <- switch(assumption, "missing-at-random" = own$mu, "jump-to-reference" = c(own$mu[1:f], ref$mu[(f + 1):J]), "copy-reference" = ref$mu,
      "copy-increments" = c(own$mu[1:f], ref$mu[(f + 1):J] + own$mu[f] - ref$mu[f]), "last-mean-carried" = c(own$mu[1:f], rep(own$mu[f], J - f)))
    (mu[!o] + S[!o, o, drop = FALSE] %*% solve(S[o, o]) %*% (Y[i, o] - mu[o]))[J - f]
  })
  mean(last[arm == "T"]) - mean(last[arm == "C"])
}
m <- 400
completed <- lapply(split(1:n, arm), function(i) mice(d[i, -1], m = m, method = "norm", maxit = 1, seed = 5, printFlag = FALSE, visitSequence = "monotone"))
sets <- sapply(1:m, function(k) {
  t <- complete(completed$T, k)$y4; c <- complete(completed$C, k)$y4
  c(mean(t) - mean(c), var(t) / length(t) + var(c) / length(c))
})
pooled <- pool.scalar(sets[1, ], sets[2, ], n = n, k = 2)
cat("mice:", pooled$qbar, sqrt(pooled$t), "conditional mean:", conditional_mean("missing-at-random"), "\n")
spec <- function(assumption) list(responses = paste0("y", 1:J), group = "arm", reference = "C", assumption = assumption, imputations = 400, seed = 1)
wide <- list(rel = 0, abs = 0.035)
assumptions <- c("missing-at-random", "jump-to-reference", "copy-reference", "copy-increments", "last-mean-carried")
write_case("imputation-normal", "Difference in means at the last visit after multiple imputation under five assumptions. Tolerance: four Monte Carlo errors of 400 imputations.",
  c(lapply(assumptions, function(a) analysis(a, "impute-normal", spec(a), list(estimate = conditional_mean(a)), wide)),
    list(analysis("standardError", "impute-normal", spec("missing-at-random"), list(estimate = pooled$qbar, se = sqrt(pooled$t)), list(rel = 0.04, abs = 0)),
      analysis("chain", "impute-normal", c(spec("missing-at-random"), list(engine = "gibbs")), list(estimate = conditional_mean("missing-at-random"), se = sqrt(pooled$t)), list(rel = 0, abs = 0.035)))),
  "made up", c("mice", "MASS"), list(file = "imputation-normal.csv", rows = n, columns = c(list(arm = list(type = "factor", levels = c("C", "T"))),
    setNames(lapply(1:J, function(j) list(type = "number")), paste0("y", 1:J)))))

# Counts.
n <- 240
k <- data.frame(arm = ifelse(1:n %% 2 == 0, "T", "C"))
k$planned <- 24
k$weeks <- sapply(1:n, function(i) if (uniform() < 0.3) ceiling(4 + 18 * uniform()) else 24)
k$y <- sapply(1:n, function(i) qpois(uniform(), qgamma(uniform(), 0.8, 0.8) * (if (i %% 2 == 0) 0.15 else 0.3) * k$weeks[i]))
write.csv(k, "../imputation-counts.csv", row.names = FALSE)
X <- cbind("(Intercept)" = 1, armT = as.numeric(k$arm == "T"))
fit <- nb_maximum(k$y, X, log(k$weeks))
info <- function(b, lt) {
  theta <- exp(lt); mu <- exp(log(k$weeks) + drop(X %*% b))
  sum(dnbinom(k$y, size = theta, mu = mu, log = TRUE))
}
H <- -optimHess(c(fit$beta, log(fit$theta)), function(p) info(p[1:2], p[3]), control = list(ndeps = rep(1e-4, 3)))
set.seed(7)
counts_mi <- function(assumption, factor = 1, m = 4000) {
  draws <- mvrnorm(m, c(fit$beta, log(fit$theta)), solve(H))
  rest <- k$planned - k$weeks
  q <- apply(draws, 1, function(p) {
    theta <- exp(p[3])
    own <- exp(drop(X %*% p[1:2])); ref <- rep(exp(p[1]), n)
    before <- if (assumption == "copy-reference") ref else own
    after <- if (assumption == "missing-at-random") own else ref
    f <- ifelse(k$arm == "T", factor, 1)
    y <- k$y + rpois(n, rgamma(n, theta + k$y, theta + before * k$weeks) * after * f * rest)
    log(mean(y[k$arm == "T"]) / mean(y[k$arm == "C"]))
  })
  c(mean(q), var(q))
}
cspec <- function(assumption) list(events = "y", exposure = "weeks", planned = "planned", group = "arm", reference = "C", assumption = assumption, imputations = 2000, seed = 1)
case <- function(id, assumption, factor = 1) {
  r <- counts_mi(assumption, factor)
  spread <- sqrt(r[2] * (1 / 4000 + 1 / 2000))
  cat(id, r[1], sqrt(r[2]), "\n")
  analysis(id, "impute-counts", c(cspec(assumption), if (factor == 1) NULL else list(rateFactor = factor)), list(estimate = r[1], betweenSd = sqrt(r[2])),
    list(rel = 0, abs = signif(4 * spread, 2)))
}
write_case("imputation-counts", "Log ratio of mean counts after imputation of missed events (Keene et al. 2014). Tolerance: four Monte Carlo errors.", list(
  case("atRandom", "missing-at-random"), case("jump", "jump-to-reference"), case("copy", "copy-reference"), case("delta", "missing-at-random", 2)
), "made up", "MASS", list(file = "imputation-counts.csv", rows = n, columns = list(arm = list(type = "factor", levels = c("C", "T")),
  planned = list(type = "number"), weeks = list(type = "number"), y = list(type = "count"))))
