# Made-up trial: 40 participants at 8 sites, up to 6 visits, weeks between visits unequal, some visits missed.
# Writes ../repeated-counts.{csv,json}. Run in this folder: Rscript repeated-counts.R
# Needs Debian's r-base-core, r-cran-glmmtmb, r-cran-lme4, r-cran-geepack, r-cran-gee, r-cran-numderiv, r-cran-mass.
suppressMessages({ library(glmmTMB); library(lme4); library(geepack); library(gee); library(numDeriv) })
options(digits = 15)
set.seed(20261122)

d <- do.call(rbind, lapply(1:40, function(i) {
  visit <- sort(sample(1:6, sample(c(2, 4, 5, 6, 6, 6, 6), 1)))
  b <- rnorm(1, 0, 0.5)
  data.frame(id = i, site = (i - 1) %/% 5 + 1, arm = if (i %% 2 == 0) "active" else "control",
             baseline = rpois(1, 6), visit = visit, weeks = sample(3:5, length(visit), TRUE), b = b)
}))
siteEffect <- rnorm(8, 0, 0.35)
mean <- with(d, exp(-1 + log(weeks) + b + siteEffect[site] + 0.3 * log(baseline + 1) - 0.5 * (arm == "active") - 0.04 * visit))
d$y <- rnbinom(nrow(d), size = 4, mu = mean)
d$any <- as.integer(d$y > 1)
d$level <- round(log(d$y + 1) + rnorm(nrow(d), 0, 0.3), 4)
# A copy without variation between participants, and one without extra-Poisson variation.
d$flat <- rnbinom(nrow(d), size = 2, mu = 4)
d$even <- rbinom(nrow(d), 10, plogis(2 * d$b))
d$b <- NULL
d$late <- as.numeric(d$arm == "active" & d$visit > 3)
d$whole <- as.integer(d$id %in% names(which(table(d$id) == 6)))
d <- d[order(d$visit, (d$id * 17) %% 41), ]   # rows of a participant do not lie together
write.csv(d, "../repeated-counts.csv", row.names = FALSE)
d$arm <- factor(d$arm, levels = c("control", "active"))
s <- d[order(d$id, d$visit), ]

number <- function(x) {
  if (is.null(x) || is.na(x)) return("null")
  if (is.infinite(x)) return(if (x > 0) '"Inf"' else '"-Inf"')
  format(x, digits = 15)
}
json <- function(x) {
  if (is.list(x)) return(paste0("{ ", paste0('"', names(x), '": ', sapply(x, json), collapse = ", "), " }"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, function(r) paste0("[", paste(sapply(r, number), collapse = ", "), "]")), collapse = ", "), "]"))
  if (is.character(x)) return(if (length(x) == 1) paste0('"', x, '"') else paste0('["', paste(x, collapse = '", "'), '"]'))
  if (!is.null(names(x))) return(json(as.list(x)))
  if (length(x) == 1) number(x) else paste0("[", paste(sapply(x, number), collapse = ", "), "]")
}
cases <- list()
add <- function(id, procedure, spec, expected, rel = 1e-6, abs = 1e-7) {
  cases[[length(cases) + 1]] <<- paste0('{ "id": "', id, '", "procedure": "', procedure, '", "spec": ', json(spec),
    ',\n      "expected": ', json(expected), ',\n      "tolerance": { "rel": ', rel, ', "abs": ', abs, " } }")
}
zp <- function(beta, se) list(coefficients = as.list(beta), se = as.list(se), z = as.list(beta / se), p = as.list(2 * pnorm(-abs(beta / se))))

# glmmTMB, its optimum taken on by Newton with its own gradient; errors from the Jacobian of that gradient.
polished <- function(fit, family) {
  par <- fit$fit$par
  # The inner problem (modes) to rounding too, so that the gradient is smooth.
  fit$obj$env$inner.control$tol10 <- 0
  for (k in 1:5) {
    g <- as.vector(fit$obj$gr(par))
    H <- jacobian(function(x) as.vector(fit$obj$gr(x)), par)
    par <- par - solve(H, g)
  }
  H <- jacobian(function(x) as.vector(fit$obj$gr(x)), par)
  se <- sqrt(diag(solve((H + t(H)) / 2)))
  is <- names(fit$fit$par)
  terms <- names(fixef(fit)$cond)
  out <- zp(setNames(par[is == "beta"], terms), setNames(se[is == "beta"], terms))
  # The random intercept's parameter is ln sd, nbinom2's is ln theta.
  out$randomInterceptSD <- exp(unname(par[is == "theta"])); out$logSdSE <- unname(se[is == "theta"])
  if (family == "nb") { out$theta <- exp(unname(par[is == "betad"])); out$logThetaSE <- unname(se[is == "betad"]) }
  out$logLik <- -as.numeric(fit$obj$fn(par)); out$df <- length(par); out$AIC <- 2 * out$df - 2 * out$logLik
  out$nObs <- nobs(fit); out$maxAbsGradient <- max(abs(fit$obj$gr(par)))
  out
}
terms <- c("arm", "log(baseline + 1)", "visit")
nbFit <- glmmTMB(y ~ arm + log(baseline + 1) + visit + offset(log(weeks)) + (1 | id), d, family = nbinom2)
nb <- polished(nbFit, "nb")
add("nbGlmmById", "nb-glmm", list(response = "y", terms = terms, offset = "log(weeks)", random = "(1|id)", family = "negbin2", method = "Laplace"), nb)
add("nbGlmmBySite", "nb-glmm", list(response = "y", terms = terms, offset = "log(weeks)", random = "(1|site)", family = "negbin2", method = "Laplace"),
    polished(glmmTMB(y ~ arm + log(baseline + 1) + visit + offset(log(weeks)) + (1 | site), d, family = nbinom2), "nb"))
add("poissonGlmmById", "poisson-glmm", list(response = "y", terms = terms, offset = "log(weeks)", random = "(1|id)", family = "poisson", method = "Laplace"),
    polished(glmmTMB(y ~ arm + log(baseline + 1) + visit + offset(log(weeks)) + (1 | id), d, family = poisson), "poisson"))

# The integral itself on a fine grid, maximised by nlminb and polished by Newton on numDeriv's derivatives.
exact <- function(start, X, y, offset, id, isNb) {
  p <- ncol(X)
  rows <- split(seq_along(y), id)
  grid <- seq(-6, 6, by = 0.02)
  minus <- function(par) {
    sd <- exp(par[p + 1])
    eta <- offset + drop(X %*% par[1:p])
    -sum(sapply(rows, function(i) {
      h <- function(b) {
        mu <- exp(outer(eta[i], b, "+"))
        f <- if (isNb) dnbinom(y[i], size = exp(par[p + 2]), mu = mu, log = TRUE) else dpois(y[i], mu, log = TRUE)
        colSums(matrix(f, length(i))) + dnorm(b, 0, sd, log = TRUE)
      }
      # Trapezoidal rule on a fine grid: exponentially accurate for such integrands.
      value <- h(grid)
      max(value) + log(sum(exp(value - max(value))) * (grid[2] - grid[1]))
    }))
  }
  par <- nlminb(start, minus, control = list(rel.tol = 1e-14))$par
  for (k in 1:2) par <- par - solve(hessian(minus, par), grad(minus, par))
  list(par = par, se = sqrt(diag(solve(hessian(minus, par)))), logLik = -minus(par))
}
X <- model.matrix(~ arm + log(baseline + 1) + visit, s)
for (isNb in c(FALSE, TRUE)) {
  start <- c(unlist(nb$coefficients), log(nb$randomInterceptSD), if (isNb) log(nb$theta))
  e <- exact(unname(start), X, s$y, log(s$weeks), s$id, isNb)
  p <- ncol(X)
  out <- zp(setNames(e$par[1:p], colnames(X)), setNames(e$se[1:p], colnames(X)))
  out$randomInterceptSD <- exp(e$par[p + 1]); out$logSdSE <- e$se[p + 1]
  if (isNb) { out$theta <- exp(e$par[p + 2]); out$logThetaSE <- e$se[p + 2] }
  out$logLik <- e$logLik
  add(if (isNb) "nbGlmmExact" else "poissonGlmmExact", if (isNb) "nb-glmm" else "poisson-glmm",
      list(response = "y", terms = terms, offset = "log(weeks)", random = "(1|id)", family = if (isNb) "negbin2" else "poisson", method = "adaptive Gauss-Hermite, 25 points"),
      out, 1e-5, 1e-6)
}

# At the boundary sd = 0 what remains is the negative-binomial regression.
g0 <- MASS::glm.nb(flat ~ arm + visit, s, control = glm.control(epsilon = 1e-14, maxit = 200))
add("nbGlmmSdZero", "nb-glmm", list(response = "flat", terms = c("arm", "visit"), random = "(1|id)", family = "negbin2", method = "Laplace"),
    list(coefficients = as.list(coef(g0)), randomInterceptSD = 0, theta = g0$theta, logLik = as.numeric(logLik(g0)), df = 5, logSdSE = NULL), 1e-5, 1e-6)
evenNb <- suppressWarnings(glmmTMB(even ~ arm + (1 | id), d, family = nbinom2))
even <- polished(glmmTMB(even ~ arm + (1 | id), d, family = poisson), "poisson")
cat("even: NB", as.numeric(logLik(evenNb)), "theta", sigma(evenNb), " Poisson", even$logLik, "\n")
# glmmTMB's own NB fit runs off towards θ = ∞, where its likelihood is rounding.
if (sigma(evenNb) > 1e6) {
  add("nbGlmmPoissonLimit", "nb-glmm", list(response = "even", terms = "arm", random = "(1|id)", family = "negbin2", method = "Laplace"),
      c(even[c("coefficients", "se", "randomInterceptSD", "logSdSE", "logLik")], theta = Inf))
}

# Conditional Poisson: the same estimates as with one coefficient for each participant.
c1 <- glm(y ~ factor(id) + visit + late + offset(log(weeks)), poisson, s, control = glm.control(epsilon = 1e-10, maxit = 100))
c0 <- glm(y ~ factor(id) + late + offset(log(weeks)), poisson, s, control = glm.control(epsilon = 1e-10, maxit = 100))
keep <- c("visit", "late")
info <- tapply(s$y, s$id, sum) > 0 & tapply(s$y, s$id, length) > 1
used <- s[s$id %in% names(info)[info], ]
chisq <- sum(residuals(c1, "pearson")[s$id %in% names(info)[info]]^2)
df <- nrow(used) - sum(info) - 2
se <- summary(c1)$coefficients[keep, 2]
lrt <- deviance(c0) - deviance(c1)
add("conditionalPoisson", "conditional-poisson", list(response = "y", terms = keep, offset = "log(weeks)", strata = "id"),
    list(coefficients = as.list(coef(c1)[keep]), se = as.list(se), p = as.list(2 * pnorm(-abs(coef(c1)[keep] / se))),
         lrtTreatment = list(chisq = lrt, df = 1, p = pchisq(lrt, 1, lower.tail = FALSE)), informativeSubjects = sum(info),
         pearsonDispersion = chisq / df, quasiSe = as.list(se * sqrt(chisq / df)), dfResidual = df), 1e-6, 1e-7)

# geepack, run on to its fixed point; corrections for few clusters from the full matrices of each cluster.
control <- geese.control(epsilon = 1e-13, maxit = 500)
corrected <- function(X, y, mu, v, id, R, phi) {
  p <- ncol(X); rows <- split(seq_along(y), id); K <- length(rows); N <- length(y)
  part <- lapply(seq_along(rows), function(k) {
    i <- rows[[k]]; D <- v[i] * X[i, , drop = FALSE]; A <- diag(sqrt(v[i]), length(i))
    list(D = D, W = solve(A %*% R(i) %*% A), r = y[i] - mu[i])
  })
  B <- solve(Reduce(`+`, lapply(part, function(q) t(q$D) %*% q$W %*% q$D)))
  meat <- function(power) Reduce(`+`, lapply(part, function(q) {
    H <- q$D %*% B %*% t(q$D) %*% q$W
    e <- eigen(diag(nrow(H)) - H)
    M <- Re(e$vectors %*% diag(e$values^power, length(e$values)) %*% solve(e$vectors))
    u <- t(q$D) %*% q$W %*% M %*% q$r
    u %*% t(u)
  }))
  se <- function(M) setNames(sqrt(diag(B %*% M %*% B)), colnames(X))
  M0 <- meat(0); c0 <- (N - 1) / (N - p) * K / (K - 1); xi <- max(phi, c0 * sum(diag(B %*% M0)) / p)
  list(seNaive = as.list(setNames(sqrt(phi * diag(B)), colnames(X))), seManclDeRouen = as.list(se(meat(-1))), seKauermannCarroll = as.list(se(meat(-0.5))),
       seMorel = as.list(setNames(sqrt(diag(c0 * B %*% M0 %*% B + min(0.5, p / (K - p)) * xi * B)), colnames(X))))
}
geeCase <- function(id, formula, family, corstr, waves, spec) {
  f <- if (waves) geeglm(formula, id = id, data = s, family = family, corstr = corstr, waves = visit, control = control)
       else geeglm(formula, id = id, data = s, family = family, corstr = corstr, control = control)
  co <- summary(f)$coefficients
  se <- setNames(co[, 2], rownames(co)); beta <- coef(f)
  a <- unname(f$geese$alpha); phi <- unname(f$geese$gamma)
  R <- function(i) switch(corstr, independence = diag(length(i)), exchangeable = (1 - a) * diag(length(i)) + a,
                          ar1 = a^abs(outer(s$visit[i], s$visit[i], "-")))
  v <- switch(family, poisson = fitted(f), binomial = fitted(f) * (1 - fitted(f)), gaussian = rep(1, nrow(s)))
  out <- list(coefficients = as.list(beta), seRobust = as.list(se), wald = as.list((beta / se)^2),
              p = as.list(pchisq((beta / se)^2, 1, lower.tail = FALSE)), nClusters = length(unique(s$id)), scale = phi)
  if (corstr != "independence") out$alpha <- a
  out <- c(out, corrected(model.matrix(formula, s), f$y, drop(fitted(f)), drop(v), s$id, R, phi))
  add(id, "gee", c(spec, list(cluster = "id", family = family, corstr = corstr, variant = "geepack"), if (waves) list(order = "visit")), out, 1e-6, 1e-8)
}
count <- list(response = "y", terms = terms, offset = "log(weeks)")
cf <- y ~ arm + log(baseline + 1) + visit + offset(log(weeks))
geeCase("geeExchangeable", cf, "poisson", "exchangeable", FALSE, count)
geeCase("geeIndependence", cf, "poisson", "independence", FALSE, count)
geeCase("geeAr1MissedVisits", cf, "poisson", "ar1", TRUE, count)
geeCase("geeBinomial", any ~ arm + visit, "binomial", "exchangeable", FALSE, list(response = "any", terms = c("arm", "visit")))
geeCase("geeGaussianAr1", level ~ arm + visit, "gaussian", "ar1", TRUE, list(response = "level", terms = c("arm", "visit")))

# Unstructured: geepack by position within participants who came to every visit; the gee package for the same.
whole <- s[s$whole == 1, ]
u <- geeglm(y ~ arm + visit + offset(log(weeks)), id = id, data = whole, family = "poisson", corstr = "unstructured", control = control)
R <- diag(6); R[lower.tri(R)] <- u$geese$alpha; R[upper.tri(R)] <- t(R)[upper.tri(R)]
co <- summary(u)$coefficients
wholeSpec <- list(response = "y", terms = c("arm", "visit"), offset = "log(weeks)", subset = "whole == 1", cluster = "id", order = "visit", family = "poisson")
add("geeUnstructured", "gee", c(wholeSpec, corstr = "unstructured", variant = "geepack"),
    list(coefficients = as.list(coef(u)), seRobust = as.list(setNames(co[, 2], rownames(co))), scale = unname(u$geese$gamma), workingCorrelation = R), 1e-6, 1e-8)
for (corstr in c("exchangeable", "AR-M", "unstructured")) {
  sink("/dev/null")
  m <- suppressMessages(gee(y ~ arm + visit + offset(log(weeks)), id = id, data = whole, family = poisson, corstr = corstr, Mv = 1, tol = 1e-13, maxiter = 500))
  sink()
  add(paste0("geeMoment", c(exchangeable = "Exchangeable", "AR-M" = "Ar1", unstructured = "Unstructured")[[corstr]]), "gee",
      c(wholeSpec, corstr = c(exchangeable = "exchangeable", "AR-M" = "ar1", unstructured = "unstructured")[[corstr]], variant = "Liang-Zeger moment (gee package)"),
      list(coefficients = as.list(coef(m)), seRobust = as.list(setNames(sqrt(diag(m$robust.variance)), names(coef(m)))),
           seNaive = as.list(setNames(sqrt(diag(m$naive.variance)), names(coef(m)))), scale = m$scale, workingCorrelation = unname(m$working.correlation)), 1e-6, 1e-8)
}

writeLines(c(
  '{ "name": "repeated-counts", "kind": "analysis", "set": "public",',
  '  "description": "Made-up trial: 40 participants at 8 sites, up to 6 visits, unequal exposure, missed visits; rows in no order.",',
  paste0('  "data": { "file": "repeated-counts.csv", "rows": ', nrow(d), ', "columns": {'),
  '    "id": { "type": "id" }, "site": { "type": "id" }, "arm": { "type": "factor", "levels": ["control", "active"] },',
  '    "baseline": { "type": "count" }, "visit": { "type": "number" }, "weeks": { "type": "number" }, "y": { "type": "count" },',
  '    "any": { "type": "number" }, "level": { "type": "number" }, "flat": { "type": "count" }, "even": { "type": "count" },',
  '    "late": { "type": "number" }, "whole": { "type": "number" } } },',
  '  "analyses": [', paste0("    ", cases, c(rep(",", length(cases) - 1), "")), '  ],',
  paste0('  "source": { "dataset": "made up by this script", "software": "', R.version.string, '; glmmTMB ', packageVersion("glmmTMB"),
         ', geepack ', packageVersion("geepack"), ', gee ', packageVersion("gee"), ', numDeriv ', packageVersion("numDeriv"), ', MASS ', packageVersion("MASS"), '" } }')
), "../repeated-counts.json")
