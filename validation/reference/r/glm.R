# Linear, logistic, Poisson, zero-inflated and hurdle models, robust errors, marginal means, standardised effects.
# Writes ../anorexia.{csv,json}, ../birthwt.{csv,json}, ../warpbreaks.{csv,json}, ../zero-counts.{csv,json}.
# Run in this folder: Rscript glm.R. Needs Debian's r-base-core and r-cran-{mass,sandwich,emmeans,glmmtmb,pscl,numderiv,jsonlite}.
suppressMessages({library(MASS); library(sandwich); library(emmeans); library(glmmTMB); library(pscl); library(numDeriv); library(jsonlite)})
options(digits = 15)
strict <- glm.control(epsilon = 1e-15, maxit = 200)
emm_options(msg.interaction = FALSE)

as_case <- function(x) if (is.null(names(x))) unname(x) else as.list(x)
case <- function(id, procedure, spec, expected, rel = 1e-6, abs = 1e-8, notes = NULL) {
  item <- list(id = id, procedure = procedure, spec = spec, expected = expected, tolerance = list(rel = rel, abs = abs))
  if (!is.null(notes)) item$notes <- notes
  item
}
write_case <- function(name, description, data, columns, analyses, source) {
  write.csv(data, paste0("../", name, ".csv"), row.names = FALSE)
  content <- list(name = name, kind = "analysis", set = "public", description = description,
    data = list(file = paste0(name, ".csv"), rows = nrow(data), columns = columns), analyses = analyses,
    source = list(dataset = source, software = paste0(R.version.string, "; ", paste(sapply(c("MASS", "sandwich", "emmeans", "glmmTMB", "pscl"),
      function(p) paste(p, packageVersion(p))), collapse = ", "))))
  writeLines(toJSON(content, auto_unbox = TRUE, digits = NA, pretty = 2, na = "null"), paste0("../", name, ".json"))
}
robust <- function(fit) {
  kinds <- c("HC0", "HC1", "HC2", "HC3")
  setNames(lapply(kinds, function(k) as.list(sqrt(diag(vcovHC(fit, type = k))))), paste0("seRobust", kinds))
}
glm_expected <- function(fit) {
  s <- coef(summary(fit))
  c(list(coefficients = as.list(coef(fit)), se = as.list(s[, 2]), z = as.list(s[, 3]), p = as.list(s[, 4]),
    logLik = as.numeric(logLik(fit)), df = length(coef(fit)), AIC = AIC(fit), BIC = BIC(fit), deviance = deviance(fit), nullDeviance = fit$null.deviance,
    pearsonChisq = sum(residuals(fit, "pearson")^2), nObs = nobs(fit)), robust(fit))
}
# The profile interval by uniroot on the deviance, the coefficient held by the offset.
effect_expected <- function(fit, X, y, term, family, offset = 0) {
  held <- function(b) glm.fit(X[, colnames(X) != term, drop = FALSE], y, family = family, offset = offset + b * X[, term], control = strict)$deviance
  b <- coef(fit)[[term]]; se <- sqrt(vcov(fit)[term, term])
  end <- function(side) uniroot(function(v) held(v) - deviance(fit) - qchisq(0.95, 1), sort(b + side * c(0.2, 6) * se), tol = 1e-13)$root
  null <- glm.fit(X[, colnames(X) != term, drop = FALSE], y, family = family, offset = rep(offset, length.out = length(y)), control = strict)
  chisq <- null$deviance - deviance(fit)
  W <- null$weights; mu <- null$fitted.values; x <- X[, term]; Z <- X[, colnames(X) != term, drop = FALSE]
  u <- sum(x * (y - mu)); info <- sum(W * x^2) - drop(crossprod(Z, W * x) |> (\(a) t(a) %*% solve(crossprod(Z, W * Z), a))())
  ci <- c(end(-1), end(1))
  list(term = term, estimate = b, ratio = exp(b), wald = list(se = se, ciLog = b + c(-1, 1) * qnorm(0.975) * se),
    lrt = list(chisq = chisq, df = 1, p = pchisq(chisq, 1, lower.tail = FALSE)), score = list(chisq = u^2 / info, df = 1, p = pchisq(u^2 / info, 1, lower.tail = FALSE)),
    profileCi = list(ciLog = ci, ci = exp(ci)))
}
means_expected <- function(fit, factor, weights, link, vcov. = NULL) {
  e <- if (is.null(vcov.)) emmeans(fit, factor, weights = weights) else emmeans(fit, factor, weights = weights, vcov. = vcov.)
  s <- as.data.frame(e); lev <- as.character(s[[factor]])
  r <- as.data.frame(summary(e, type = "response"))
  pairs <- as.data.frame(contrast(e, "revpairwise", adjust = "none"))
  names <- as.character(pairs$contrast)
  back <- intersect(c("response", "rate", "prob", "emmean"), colnames(r))
  out <- list(means = as.list(setNames(s$emmean, lev)), se = as.list(setNames(s$SE, lev)), response = as.list(setNames(r[[back]], lev)),
    contrasts = as.list(setNames(pairs$estimate, names)), contrastSE = as.list(setNames(pairs$SE, names)), p = as.list(setNames(pairs$p.value, names)))
  if (link != "identity") out$responseSE <- as.list(setNames(r$SE, lev))
  out
}
# Standardisation from first principles: predictions under each arm, numerical gradients, influence of each row.
standardised <- function(beta, X, arm_designs, inv_link, bread, scores, random, model_vcov = NULL) {
  n <- nrow(X); lev <- names(arm_designs)
  mu <- sapply(arm_designs, function(D) inv_link(drop(D %*% beta))); m <- colMeans(mu)
  J <- t(sapply(arm_designs, function(D) grad(function(b) mean(inv_link(drop(D %*% b))), beta)))
  V <- if (!is.null(model_vcov)) J %*% model_vcov %*% t(J) + if (random) crossprod(sweep(mu, 2, m)) / n^2 else 0
       else crossprod(scores %*% bread %*% t(J) + if (random) sweep(mu, 2, m) / n else 0)
  dimnames(V) <- list(lev, lev); ref <- lev[1]; others <- lev[-1]
  list(means = as.list(m), meanSE = as.list(sqrt(diag(V))),
    ratio = as.list(setNames(m[others] / m[ref], others)),
    logRatioSE = as.list(setNames(sapply(others, function(a) sqrt(V[a, a] / m[a]^2 + V[ref, ref] / m[ref]^2 - 2 * V[a, ref] / m[a] / m[ref])), others)),
    difference = as.list(setNames(m[others] - m[ref], others)),
    differenceSE = as.list(setNames(sapply(others, function(a) sqrt(V[a, a] + V[ref, ref] - 2 * V[a, ref])), others)))
}
arms <- function(formula, data, name) {
  lev <- levels(data[[name]])
  setNames(lapply(lev, function(a) { d <- data; d[[name]] <- factor(a, levels = lev); model.matrix(formula, d) }), lev)
}

## Anorexia: weight after treatment, ANCOVA on the weight before.
a <- anorexia
a$Treat <- factor(a$Treat, levels = c("Cont", "CBT", "FT"))
set.seed(20261122); a$w <- round(runif(nrow(a), 0.5, 2), 2)
lm_expected <- function(fit, rows) {
  s <- coef(summary(fit))
  ci <- confint(fit)[rows, , drop = FALSE]
  c(list(coefficients = as.list(coef(fit)), se = as.list(s[, 2]), t = as.list(s[, 3]), p = as.list(s[, 4]), sigma = sigma(fit), df = df.residual(fit),
    ciTreatment = if (nrow(ci) == 1) unname(ci[1, ]) else unname(ci), logLik = as.numeric(logLik(fit)), AIC = AIC(fit), BIC = BIC(fit), rSquared = summary(fit)$r.squared), robust(fit))
}
f1 <- lm(Postwt ~ Treat + Prewt, a); f2 <- lm(Postwt ~ Treat * Prewt, a); f3 <- lm(Postwt ~ Treat + Prewt, a, weights = w)
two <- droplevels(a[a$Treat != "FT", ]); f4 <- lm(Postwt ~ Treat + Prewt, two)
two_expected <- lm_expected(f4, "TreatCBT"); two_expected$rSquared <- NULL
D <- arms(~ Treat * Prewt, a, "Treat"); X <- model.matrix(f2); B <- solve(crossprod(X)); h <- hatvalues(f2)
standard <- function(id, family, extra, expected, rel = 1e-6) case(id, "standardised-effect", c(list(family = family), extra), expected, rel = rel)
lin <- list(response = "Postwt", terms = c("Treat*Prewt"), treatment = "Treat")
write_case("anorexia", "Weights of 72 girls before and after treatment (Hand et al. 1993): ANCOVA, weights, interaction, robust errors, marginal means.", a,
  list(Treat = list(type = "factor", levels = levels(a$Treat)), Prewt = list(type = "number"), Postwt = list(type = "number"), w = list(type = "number")),
  list(
    case("ancova", "ancova", list(response = "Postwt", terms = c("Treat", "Prewt")), lm_expected(f1, c("TreatCBT", "TreatFT"))),
    case("ancovaTwoArms", "ancova", list(response = "Postwt", terms = c("Treat", "Prewt"), subset = 'Treat != "FT"'), two_expected),
    case("ancovaInteraction", "ancova", list(response = "Postwt", terms = "Treat * Prewt"), lm_expected(f2, c("TreatCBT", "TreatFT"))),
    case("ancovaWeighted", "ancova", list(response = "Postwt", terms = c("Treat", "Prewt"), weights = "w"), lm_expected(f3, c("TreatCBT", "TreatFT"))),
    case("means", "marginal-means", list(family = "linear", response = "Postwt", terms = c("Treat", "Prewt"), factor = "Treat"), means_expected(f1, "Treat", "equal", "identity")),
    case("meansInteraction", "marginal-means", list(family = "linear", response = "Postwt", terms = c("Treat*Prewt"), factor = "Treat"), means_expected(f2, "Treat", "equal", "identity")),
    standard("standardisedFixed", "linear", c(lin, covariance = "HC3", covariates = "fixed"), standardised(coef(f2), X, D, identity, B, X * (residuals(f2) / (1 - h)), FALSE)),
    standard("standardisedRandom", "linear", c(lin, covariance = "HC0", covariates = "random"), standardised(coef(f2), X, D, identity, B, X * residuals(f2), TRUE)),
    standard("standardisedModel", "linear", c(lin, covariance = "model", covariates = "random"), standardised(coef(f2), X, D, identity, B, NULL, TRUE, vcov(f2)))
  ), "MASS::anorexia (Hand et al. 1993), w drawn with set.seed(20261122)")

## Birth weights: logistic regression.
b <- data.frame(low = birthwt$low, smoke = factor(birthwt$smoke, labels = c("no", "yes")), race = factor(birthwt$race, labels = c("white", "black", "other")),
  lwt = birthwt$lwt, ptl = birthwt$ptl)
g1 <- glm(low ~ smoke + race + lwt, binomial, b, control = strict)
g2 <- glm(low ~ smoke * race + log(lwt), binomial, b, control = strict)
e1 <- c(glm_expected(g1), list(effect = effect_expected(g1, model.matrix(g1), b$low, "smokeyes", binomial(), rep(0, nrow(b)))))
e2 <- glm_expected(g2)
D <- arms(~ smoke + race + lwt, b, "smoke"); X <- model.matrix(g1); r <- residuals(g1, "response")
sp <- list(response = "low", terms = c("smoke", "race", "lwt"), treatment = "smoke")
# No smoker of a separated stratum has the outcome: rows of that kind are dropped, their coefficient is infinite.
sep <- b; sep$low[sep$race == "black" & sep$smoke == "yes"] <- 0
keep <- !(sep$race == "black" & sep$smoke == "yes")
g3 <- glm(low ~ smoke * race, binomial, sep[keep, ], control = strict)
c3 <- coef(g3); s3 <- coef(summary(g3))
b$lowSeparated <- sep$low
write_case("birthwt", "Low birth weight of 189 babies (Hosmer and Lemeshow 1989): logistic regression, separation, marginal means, standardised risks.", b,
  list(low = list(type = "count"), lowSeparated = list(type = "count"), smoke = list(type = "factor", levels = levels(b$smoke)), race = list(type = "factor", levels = levels(b$race)), lwt = list(type = "number")),
  list(
    case("logistic", "logistic-glm", list(response = "low", terms = c("smoke", "race", "lwt"), effect = "smokeyes"), e1),
    case("logisticInteraction", "logistic-glm", list(response = "low", terms = c("smoke*race", "log(lwt)")), e2),
    case("logisticSeparated", "logistic-glm", list(response = "lowSeparated", terms = "smoke * race"),
      list(coefficients = c(as.list(c3[!is.na(c3)]), list("smokeyes:raceblack" = "-Inf")), se = as.list(s3[, 2]), logLik = as.numeric(logLik(g3)), divergentTerms = "smokeyes:raceblack")),
    case("means", "marginal-means", list(family = "logistic", response = "low", terms = c("smoke*race", "log(lwt)"), factor = "race"), means_expected(g2, "race", "equal", "logit")),
    case("meansProportional", "marginal-means", list(family = "logistic", response = "low", terms = c("smoke*race", "log(lwt)"), factor = "race", weights = "proportional"), means_expected(g2, "race", "proportional", "logit")),
    standard("standardisedRandom", "logistic", c(sp, covariance = "HC0", covariates = "random"), standardised(coef(g1), X, D, plogis, vcov(g1), X * r, TRUE)),
    standard("standardisedFixed", "logistic", c(sp, covariance = "HC2", covariates = "fixed"), standardised(coef(g1), X, D, plogis, vcov(g1), X * (r / sqrt(1 - hatvalues(g1))), FALSE)),
    standard("standardisedModel", "logistic", c(sp, covariance = "model", covariates = "fixed"), standardised(coef(g1), X, D, plogis, NULL, NULL, FALSE, vcov(g1)))
  ), "MASS::birthwt (Hosmer and Lemeshow 1989); in lowSeparated the outcome of black smokers is set to 0")

## Warp breaks: interaction, weights, offset.
w <- warpbreaks; set.seed(20261123); w$weight <- sample(0:3, nrow(w), TRUE); w$length <- round(runif(nrow(w), 0.5, 2), 2)
p1 <- glm(breaks ~ wool * tension, poisson, w, control = strict)
p2 <- glm(breaks ~ wool + tension + offset(log(length)), poisson, w, control = strict)
p3 <- glm(breaks ~ wool + tension, poisson, w, weights = weight, control = strict)
q2 <- glm(breaks ~ wool + tension + offset(log(length)), quasipoisson, w, control = strict); sq <- coef(summary(q2))
kept <- w[w$weight > 0, ]
p3k <- glm(breaks ~ wool + tension, poisson, kept, weights = weight, control = strict)
e3 <- glm_expected(p3k)
X2 <- model.matrix(p2)
nb <- glm.nb(breaks ~ wool + tension + offset(log(length)), w, control = glm.control(epsilon = 1e-14, maxit = 500))
source("nb-reference.R")
fit <- nb_maximum(w$breaks, X2, log(w$length))
mu <- exp(log(w$length) + drop(X2 %*% fit$beta)); W <- mu * fit$theta / (fit$theta + mu); V <- solve(crossprod(X2, W * X2))
nbFixed <- glm(breaks ~ wool + tension + offset(log(length)), negative.binomial(fit$theta), w, control = strict)
D <- arms(~ wool + tension, w, "wool"); U <- X2 * ((w$breaks - mu) * fit$theta / (fit$theta + mu))
hat <- W * rowSums((X2 %*% V) * X2)
cp <- list(response = "breaks", terms = c("wool", "tension"), offset = "log(length)", treatment = "wool")
e2p <- c(glm_expected(p2), list(effect = effect_expected(p2, X2, w$breaks, "woolB", poisson(), log(w$length))))
write_case("warpbreaks", "Warp breaks per loom (Tippett 1950): Poisson models with interaction, weights, offset; marginal means; standardised rates.", w,
  list(wool = list(type = "factor", levels = levels(w$wool)), tension = list(type = "factor", levels = levels(w$tension)), breaks = list(type = "count"), weight = list(type = "number"), length = list(type = "number")),
  list(
    case("poissonInteraction", "poisson-glm", list(response = "breaks", terms = "wool * tension"), glm_expected(p1)),
    case("poissonOffset", "poisson-glm", list(response = "breaks", terms = c("wool", "tension"), offset = "log(length)", effect = "woolB"), e2p),
    case("poissonWeights", "poisson-glm", list(response = "breaks", terms = c("wool", "tension"), weights = "weight"), e3),
    case("quasi", "quasipoisson-glm", list(response = "breaks", terms = c("wool", "tension"), offset = "log(length)"), list(coefficients = as.list(sq[, 1]), se = as.list(sq[, 2]), t = as.list(sq[, 3]),
      p = as.list(sq[, 4]), dispersion = summary(q2)$dispersion, dfResidual = df.residual(q2))),
    case("means", "marginal-means", list(family = "poisson", response = "breaks", terms = "wool * tension", factor = "tension"), means_expected(p1, "tension", "equal", "log")),
    case("meansOffset", "marginal-means", list(family = "poisson", response = "breaks", terms = c("wool", "tension"), offset = "log(length)", factor = "wool", weights = "proportional", covariance = "HC3"),
      means_expected(p2, "wool", "proportional", "log", vcovHC(p2, type = "HC3"))),
    case("meansNb", "marginal-means", list(family = "negative-binomial", response = "breaks", terms = c("wool", "tension"), offset = "log(length)", factor = "tension"), means_expected(nbFixed, "tension", "equal", "log", V)),
    standard("poissonRandom", "poisson", c(cp, covariance = "HC0", covariates = "random"), standardised(coef(p2), X2, D, exp, vcov(p2), X2 * residuals(p2, "response"), TRUE)),
    standard("poissonFixed", "poisson", c(cp, covariance = "HC1", covariates = "fixed"), standardised(coef(p2), X2, D, exp, vcov(p2), X2 * residuals(p2, "response") * sqrt(54 / 50), FALSE)),
    standard("nbRandom", "negative-binomial", c(cp, covariance = "HC3", covariates = "random"), standardised(fit$beta, X2, D, exp, V, U / (1 - hat), TRUE)),
    standard("nbModel", "negative-binomial", c(cp, covariance = "model", covariates = "fixed"), standardised(fit$beta, X2, D, exp, NULL, NULL, FALSE, V))
  ), "datasets::warpbreaks (Tippett 1950); weight and length drawn with set.seed(20261123)")

## Synthetic counts with structural zeros.
set.seed(20261124); n <- 240
z <- data.frame(arm = factor(rep(c("placebo", "active"), each = n / 2), levels = c("placebo", "active")), baseline = rpois(n, 6), weeks = sample(c(12, 24), n, TRUE))
eta <- 0.4 - 0.5 * (z$arm == "active") + 0.5 * log(z$baseline + 1) + log(z$weeks / 24)
z$y <- ifelse(runif(n) < plogis(-0.8 + 0.6 * (z$arm == "active")), 0, rnbinom(n, size = 1.7, mu = exp(eta)))
z$plain <- rpois(n, exp(eta))
zinb <- function(y, X, Z, offset, start) {
  k <- ncol(X); q <- ncol(Z)
  ll <- function(par) {
    mu <- exp(offset + drop(X %*% par[1:k])); pi <- plogis(drop(Z %*% par[k + 1:q])); th <- exp(par[k + q + 1])
    sum(ifelse(y == 0, log(pi + (1 - pi) * dnbinom(0, size = th, mu = mu)), log(1 - pi) + dnbinom(y, size = th, mu = mu, log = TRUE)))
  }
  for (i in 1:8) { g <- grad(ll, start); H <- hessian(ll, start); start <- start - solve(H, g) }
  list(par = start, se = sqrt(diag(solve(-hessian(ll, start)))), logLik = ll(start), gradient = max(abs(grad(ll, start))))
}
zi_expected <- function(y, X, Z, offset, tmb) {
  start <- c(fixef(tmb)$cond, fixef(tmb)$zi, log(sigma(tmb)))
  f <- zinb(y, X, Z, offset, start); k <- ncol(X); q <- ncol(Z); df <- k + q + 1
  stopifnot(max(abs(f$par - start)) < 1e-3, f$gradient < 1e-6)
  b <- setNames(f$par[1:k], colnames(X)); se <- setNames(f$se[1:k], colnames(X))
  list(coefficients = as.list(b), se = as.list(se), z = as.list(b / se), p = as.list(2 * pnorm(-abs(b / se))), theta = unname(exp(f$par[df])), logThetaSE = unname(f$se[df]),
    zeroInflationCoefficients = as.list(setNames(f$par[k + 1:q], colnames(Z))), zeroInflationSE = as.list(setNames(f$se[k + 1:q], colnames(Z))),
    logLik = f$logLik, df = df, AIC = -2 * f$logLik + 2 * df, nObs = length(y), maxAbsGradient = 1e-8)
}
Xz <- model.matrix(~ arm + log(baseline + 1), z); Z1 <- matrix(1, n, 1, dimnames = list(NULL, "(Intercept)")); Z2 <- model.matrix(~ arm, z)
t1 <- glmmTMB(y ~ arm + log(baseline + 1), z, ziformula = ~ 1, family = nbinom2)
t2 <- glmmTMB(y ~ arm + log(baseline + 1) + offset(log(weeks)), z, ziformula = ~ arm, family = nbinom2)
# Hurdle: the two parts apart, the counts' part polished from pscl's answer.
hurdle_expected <- function(y, X, Z, offset, h) {
  pos <- y > 0; Xp <- X[pos, , drop = FALSE]; yp <- y[pos]; op <- offset[pos]; k <- ncol(X)
  ll <- function(par) { mu <- exp(op + drop(Xp %*% par[1:k])); th <- exp(par[k + 1]); sum(dnbinom(yp, size = th, mu = mu, log = TRUE) - log1p(-dnbinom(0, size = th, mu = mu))) }
  par <- c(h$coefficients$count, log(h$theta))
  for (i in 1:8) par <- par - solve(hessian(ll, par), grad(ll, par))
  stopifnot(max(abs(grad(ll, par))) < 1e-6, max(abs(par - c(h$coefficients$count, log(h$theta)))) < 0.02)
  lg <- glm.fit(Z, as.numeric(pos), family = binomial(), control = strict); se <- sqrt(diag(solve(-hessian(ll, par))))
  list(count = as.list(setNames(par[1:k], colnames(X))), zero = as.list(setNames(lg$coefficients, colnames(Z))), theta = unname(exp(par[k + 1])), logLik = ll(par) - lg$deviance / 2,
    countSE = as.list(setNames(se[1:k], colnames(X))), logThetaSE = unname(se[k + 1]), zeroSE = as.list(setNames(sqrt(diag(solve(crossprod(Z, lg$weights * Z)))), colnames(Z))))
}
h1 <- hurdle(y ~ arm + log(baseline + 1) | arm, z, dist = "negbin"); h2 <- hurdle(y ~ arm + log(baseline + 1), z, dist = "negbin")
# No extra zeros: the plain Poisson counts have no structural zero and no extra variation.
pl <- glm(plain ~ arm + log(baseline + 1) + offset(log(weeks)), poisson, z, control = strict)
write_case("zero-counts", "Synthetic: counts of two arms, some of them structural zeros.", z,
  list(arm = list(type = "factor", levels = levels(z$arm)), baseline = list(type = "count"), weeks = list(type = "number"), y = list(type = "count"), plain = list(type = "count")),
  list(
    case("zinb", "zero-inflated-nb", list(response = "y", terms = "arm + log(baseline + 1)", zeroTerms = "1", family = "negbin2", link = "log", zeroLink = "logit"),
      zi_expected(z$y, Xz, Z1, rep(0, n), t1)),
    case("zinbByArm", "zero-inflated-nb", list(response = "y", terms = c("arm", "log(baseline + 1)"), zeroTerms = "arm", offset = "log(weeks)"), zi_expected(z$y, Xz, Z2, log(z$weeks), t2)),
    case("hurdle", "hurdle-nb", list(response = "y", terms = "arm + log(baseline + 1)", zeroTerms = "arm"), hurdle_expected(z$y, Xz, Z2, rep(0, n), h1)),
    case("hurdleSameTerms", "hurdle-nb", list(response = "y", terms = "arm + log(baseline + 1)", zeroTerms = "arm + log(baseline + 1)"), hurdle_expected(z$y, Xz, Xz, rep(0, n), h2))
  ), "made up, drawn with set.seed(20261124)")
