# Repeated measures with a covariance of the visits: every structure, missing visits, Satterthwaite and Kenward-Roger.
# Writes ../mmrm.{csv,json}. Run in this folder: Rscript mmrm.R
# Needs Debian's r-base-core, r-cran-nlme, r-cran-mass, r-cran-numderiv. The data are made up.
# gls finds the neighbourhood; the restricted likelihood is then polished by Newton steps, and the degrees of freedom are
# worked out from their definitions with numerical derivatives (Satterthwaite: observed information; Kenward and Roger (1997)
# with the observed information and the parameters of SAS).
suppressMessages({ library(nlme); library(MASS); library(numDeriv) })
source("nb-reference.R")
# Steps of 1%, so that the matrices stay definite.
hessian <- function(f, x) numDeriv::hessian(f, x, method.args = list(d = 0.01))
set.seed(20261122)
m <- 4; N <- 42
sd <- c(4, 5, 6.5, 6); R <- outer(1:m, 1:m, function(a, b) 0.75^abs(a - b)) * 0.8 + 0.2
S <- diag(sd) %*% R %*% diag(sd)
wide <- mvrnorm(N, rep(0, m), S)
base <- round(rnorm(N, 50, 8))
arm <- rep(c("P", "N"), length.out = N)
d <- data.frame(id = rep(1:N, each = m), arm = rep(arm, each = m), visit = rep(paste0("V", 1:m), N), baseline = rep(base, each = m))
d$y <- round(20 + 0.4 * d$baseline + 1.5 * as.integer(substr(d$visit, 2, 2)) + ifelse(d$arm == "N", -1.2 * as.integer(substr(d$visit, 2, 2)), 0) +
  as.vector(t(wide)), 2)
gone <- d$id %% 7 == 0 & d$visit %in% c("V3", "V4") | d$id %% 11 == 0 & d$visit == "V2" | d$id == 5 & d$visit == "V1" | d$id == 13 & d$visit != "V1"
d$y[gone] <- NA
write.csv(d, "../mmrm.csv", row.names = FALSE, na = "")
d <- d[!is.na(d$y), ]
d$arm <- factor(d$arm, c("P", "N")); d$visit <- factor(d$visit); d$t <- as.integer(d$visit)
X <- model.matrix(~ arm + visit + baseline + arm:visit, d)
y <- d$y; n <- length(y); p <- ncol(X); groups <- split(seq_len(n), d$id)

corr <- function(f) outer(1:m, 1:m, function(a, b) f(abs(a - b)))
pairs <- which(lower.tri(diag(m), TRUE), arr.ind = TRUE); pairs <- pairs[order(pairs[, 1], pairs[, 2]), ]
structures <- list(
  "unstructured" = function(th) { M <- matrix(0, m, m); M[pairs] <- th; M[pairs[, 2:1]] <- th; M },
  "compound symmetry" = function(th) th[2] + diag(th[1] - th[2], m),
  "Toeplitz" = function(th) corr(function(k) matrix(th[k + 1], m, m)),
  "AR(1)" = function(th) th[1] * corr(function(k) th[2]^k),
  "heterogeneous AR(1)" = function(th) sqrt(outer(th[1:m], th[1:m])) * corr(function(k) th[m + 1]^k),
  "heterogeneous compound symmetry" = function(th) sqrt(outer(th[1:m], th[1:m])) * corr(function(k) ifelse(k == 0, 1, th[m + 1])),
  "heterogeneous Toeplitz" = function(th) sqrt(outer(th[1:m], th[1:m])) * corr(function(k) matrix(c(1, th[m + 1:(m - 1)])[k + 1], m, m)))
starts <- list(
  "unstructured" = S[pairs], "compound symmetry" = c(30, 18), "Toeplitz" = c(30, 20, 15, 12), "AR(1)" = c(30, .7),
  "heterogeneous AR(1)" = c(sd^2, .7), "heterogeneous compound symmetry" = c(sd^2, .6), "heterogeneous Toeplitz" = c(sd^2, .75, .6, .5))

pieces <- function(Sigma) {
  XWX <- matrix(0, p, p); XWy <- numeric(p); logdet <- 0
  for (g in groups) { W <- solve(Sigma[d$t[g], d$t[g], drop = FALSE]); logdet <- logdet - as.numeric(determinant(W)$modulus)
    XWX <- XWX + t(X[g, , drop = FALSE]) %*% W %*% X[g, , drop = FALSE]; XWy <- XWy + t(X[g, , drop = FALSE]) %*% W %*% y[g] }
  Phi <- solve(XWX); beta <- drop(Phi %*% XWy); rss <- 0
  for (g in groups) { r <- y[g] - X[g, , drop = FALSE] %*% beta; rss <- rss + drop(t(r) %*% solve(Sigma[d$t[g], d$t[g], drop = FALSE], r)) }
  list(Phi = Phi, beta = beta, logdet = logdet, rss = rss, logdetX = as.numeric(determinant(XWX)$modulus))
}
deviance <- function(Sigma, reml) {
  if (inherits(try(chol(Sigma), silent = TRUE), "try-error")) return(NaN)
  a <- pieces(Sigma); a$logdet + a$rss + (if (reml) a$logdetX + (n - p) * log(2 * pi) else n * log(2 * pi))
}
fit <- function(name, reml) {
  f <- structures[[name]]; dev <- function(th) deviance(f(th), reml)
  th <- starts[[name]]
  safe <- function(x) { v <- dev(x); if (is.finite(v)) v else 1e10 }
  for (k in 1:3) th <- optim(th, safe, method = "BFGS", control = list(maxit = 500, reltol = 1e-14, parscale = abs(th)))$par
  for (k in 1:8) { g <- grad(dev, th); H <- hessian(dev, th); step <- solve(H, g); th <- th - step }
  stopifnot(max(abs(grad(dev, th) * abs(th))) < 1e-5, all(eigen(H)$values > 0))
  q <- length(th); a <- pieces(f(th)); Phi <- a$Phi; Wt <- 2 * solve(hessian(dev, th))
  Sd <- matrix(jacobian(function(x) as.vector(f(x)), th), m * m); Sigma <- f(th)
  second <- array(0, c(m * m, q, q))
  for (e in 1:(m * m)) second[e, , ] <- hessian(function(x) as.vector(f(x))[e], th)
  P <- replicate(q, matrix(0, p, p), FALSE); Lambda <- matrix(0, p, p)
  for (g in groups) { at <- d$t[g]; Xi <- X[g, , drop = FALSE]; W <- solve(Sigma[at, at, drop = FALSE])
    D <- lapply(1:q, function(k) matrix(Sd[, k], m)[at, at, drop = FALSE])
    for (k in 1:q) { P[[k]] <- P[[k]] - t(Xi) %*% W %*% D[[k]] %*% W %*% Xi
      for (l in 1:q) Lambda <- Lambda + Wt[k, l] * t(Xi) %*% (W %*% D[[k]] %*% W %*% D[[l]] %*% W - W %*% matrix(second[, k, l], m)[at, at, drop = FALSE] %*% W / 4) %*% Xi } }
  for (k in 1:q) for (l in 1:q) Lambda <- Lambda - Wt[k, l] * P[[k]] %*% Phi %*% P[[l]]
  PhiA <- Phi + 2 * Phi %*% Lambda %*% Phi
  J <- jacobian(function(x) diag(pieces(f(x))$Phi), th)
  dfS <- sapply(1:p, function(j) 2 * Phi[j, j]^2 / drop(J[j, ] %*% Wt %*% J[j, ]))
  # The joint test of the interaction, Kenward and Roger's formulae as written.
  L <- diag(p)[grep("arm.*:visit", colnames(X)), ]; l <- nrow(L)
  Th <- t(L) %*% solve(L %*% Phi %*% t(L)) %*% L; A1 <- 0; A2 <- 0
  for (k in 1:q) for (j in 1:q) { u <- Th %*% Phi %*% P[[k]] %*% Phi; v <- Th %*% Phi %*% P[[j]] %*% Phi
    A1 <- A1 + Wt[k, j] * sum(diag(u)) * sum(diag(v)); A2 <- A2 + Wt[k, j] * sum(diag(u %*% v)) }
  B <- (A1 + 6 * A2) / (2 * l); g <- ((l + 1) * A1 - (l + 4) * A2) / ((l + 2) * A2); den <- 3 * l + 2 * (1 - g)
  E <- 1 / (1 - A2 / l); V <- 2 / l * (1 + g / den * B) / ((1 - (l - g) / den * B)^2 * (1 - (l + 2 - g) / den * B))
  rho <- V / (2 * E^2); df2 <- 4 + (l + 2) / (l * rho - 1); lambda <- df2 / (E * (df2 - 2))
  F <- lambda / l * drop(t(L %*% a$beta) %*% solve(L %*% PhiA %*% t(L), L %*% a$beta))
  # Satterthwaite's F as lmerTest makes it.
  ev <- eigen(L %*% Phi %*% t(L)); PL <- t(ev$vectors) %*% L
  nu <- sapply(1:l, function(k) { gk <- jacobian(function(x) drop(PL[k, ] %*% pieces(f(x))$Phi %*% PL[k, ]), th); 2 * ev$values[k]^2 / drop(gk %*% Wt %*% t(gk)) })
  Fs <- sum(drop(PL %*% a$beta)^2 / ev$values) / l; Es <- sum(nu / (nu - 2)); dfs <- 2 * Es / (Es - l)
  nm <- function(v) setNames(v, colnames(X))
  list(coefficients = nm(a$beta), se = nm(sqrt(diag(Phi))), logLik = -dev(th) / 2, covariance = Sigma, dfS = nm(dfS), seKR = nm(sqrt(diag(PhiA))),
       joint = c(F = Fs, df1 = l, df2 = dfs, p = pf(Fs, l, dfs, lower.tail = FALSE)), jointKR = c(F = F, df1 = l, df2 = df2, p = pf(F, l, df2, lower.tail = FALSE)))
}
rows <- function(M) paste0("[", paste(apply(M, 1, function(r) paste0("[", paste(sapply(r, number), collapse = ", "), "]")), collapse = ", "), "]")
case <- function(name, reml) {
  r <- fit(name, reml)
  if (name == "unstructured" && reml) {
    g <- gls(y ~ arm + visit + baseline + arm:visit, d, correlation = corSymm(form = ~ t | id), weights = varIdent(form = ~ 1 | visit), method = "REML")
    stopifnot(abs(as.numeric(logLik(g)) - r$logLik) < 1e-5, all(abs(coef(g) / r$coefficients - 1) < 1e-3))
  }
  id <- paste0(gsub("[^A-Za-z0-9]+", "", name), if (reml) "Reml" else "Ml")
  paste0('  { "id": "', id, '", "procedure": "mmrm", "spec": { "response": "y", "terms": ["arm", "visit", "baseline", "arm:visit"], "cluster": "id", "order": "visit", "covariance": "',
    name, '", "method": "', if (reml) "REML" else "ML", '", "joint": "arm:visit" },\n    "expected": { "coefficients": ', named(r$coefficients), ',\n      "se": ', named(r$se),
    ',\n      "', if (reml) "remlLogLik" else "logLik", '": ', number(r$logLik), ', "nObs": ', n, ', "covariance": ', rows(r$covariance),
    ',\n      "dfSatterthwaite": ', named(r$dfS), ',\n      "jointSatterthwaite": ', named(r$joint),
    if (reml) paste0(',\n      "seKenwardRoger": ', named(r$seKR), ',\n      "dfKenwardRoger": ', named(r$dfS), ',\n      "jointKenwardRoger": ', named(r$jointKR)), ' },\n    "tolerance": { "rel": 1e-5, "abs": 1e-6 } }')
}
cases <- c(sapply(names(structures), case, TRUE), case("unstructured", FALSE), case("AR(1)", FALSE))
writeLines(c('{ "name": "mmrm", "kind": "analysis", "set": "public",',
  '  "description": "Two arms, four visits, a baseline, missing visits: repeated measures under seven covariance structures.",',
  '  "data": { "file": "mmrm.csv", "rows": 168, "columns": {',
  '    "id": { "type": "id" }, "arm": { "type": "factor", "levels": ["P", "N"] }, "visit": { "type": "factor", "levels": ["V1", "V2", "V3", "V4"] },',
  '    "baseline": { "type": "number" }, "y": { "type": "number", "missing": "drop row" } } },', '  "analyses": [',
  paste(cases, collapse = ",\n"), '  ],',
  paste0('  "source": { "dataset": "made up", "software": "', R.version.string, '; nlme ', packageVersion("nlme"), ', numDeriv ', packageVersion("numDeriv"), '" } }')), "../mmrm.json")
