# Polished negative-binomial fits: glm.nb's answer taken on by Newton on (beta, log theta) with R's own digamma and trigamma.

nb_loglik <- function(beta, theta, y, X, offset) {
  mu <- exp(offset + drop(X %*% beta))
  sum(dnbinom(y, size = theta, mu = mu, log = TRUE))
}

nb_maximum <- function(y, X, offset) {
  start <- MASS::glm.nb(y ~ X - 1 + offset(offset), control = glm.control(epsilon = 1e-12, maxit = 200))
  par <- c(unname(coef(start)), log(start$theta))
  p <- ncol(X)
  for (k in 1:30) {
    theta <- exp(par[p + 1])
    mu <- exp(offset + drop(X %*% par[1:p]))
    gb <- drop(t(X) %*% ((y - mu) * theta / (theta + mu)))
    gt <- theta * sum(digamma(y + theta) - digamma(theta) + log(theta / (theta + mu)) + (mu - y) / (theta + mu))
    hbb <- t(X) %*% (X * ((y + theta) * theta * mu / (theta + mu)^2))
    hbt <- -theta * drop(t(X) %*% ((y - mu) * mu / (theta + mu)^2))
    d2 <- sum(trigamma(y + theta) - trigamma(theta) + 1 / theta - 1 / (theta + mu) + (y - mu) / (theta + mu)^2)
    htt <- -theta^2 * d2 - gt
    H <- rbind(cbind(hbb, hbt), c(hbt, htt))
    par <- par + solve(H, c(gb, gt))
    if (max(abs(c(gb, gt))) < 1e-11) break
  }
  theta <- exp(par[p + 1])
  beta <- setNames(par[1:p], colnames(X))
  W <- mu * theta / (theta + mu)
  V <- solve(t(X) %*% (X * W))
  list(beta = beta, theta = theta, se = setNames(sqrt(diag(V)), colnames(X)),
       seJoint = setNames(sqrt(diag(solve(H)))[1:p], colnames(X)),
       logLik = nb_loglik(beta, theta, y, X, offset), n = length(y), df = p + 1, score = max(abs(c(gb, gt))))
}

number <- function(x) {
  if (is.infinite(x)) return(if (x > 0) '"Inf"' else '"-Inf"')
  format(x, digits = 15)
}
named <- function(x) paste0("{ ", paste0('"', names(x), '": ', sapply(x, number), collapse = ", "), " }")
nb_json <- function(f) paste0(
  '{ "coefficients": ', named(f$beta), ', "theta": ', number(f$theta), ', "seExpected": ', named(f$se),
  ', "seObservedJoint": ', named(f$seJoint), ', "logLik": ', number(f$logLik),
  ', "df": ', f$df, ', "AIC": ', number(-2 * f$logLik + 2 * f$df), ', "nObs": ', f$n, ' }')
