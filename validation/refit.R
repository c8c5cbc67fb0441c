# Refits the exported analyses in R and compares them with what was reported, to 1e-6.
#
#   Rscript validation/refit.R DIR [out.json]
#
# DIR is what `equipoise export TRIAL --analysis-data DIR` wrote. Every negative-binomial regression, Hills-Armitage
# analysis and comparison of adverse events in analyses.csv is computed again from the records beside it; with out.json the
# primary analysis is also compared with that file. Needs base R and MASS. Exit code 1 where anything differs.

suppressPackageStartupMessages(library(MASS))

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 1) stop("usage: Rscript validation/refit.R DIR [out.json]")
folder <- arguments[[1]]
tolerance <- 1e-6

read_table <- function(name) {
  read.csv(file.path(folder, name), stringsAsFactors = FALSE, check.names = FALSE, na.strings = "", encoding = "UTF-8")
}
analyses <- read_table("analyses.csv")
participants <- read_table("participants.csv")
periods <- read_table("participant-periods.csv")
events <- read_table("adverse-events.csv")

# ---- negative-binomial regression ----------------------------------------------------------------------------------

# Newton's method on (beta, log theta) to a largest score of 1e-10: glm.nb stops earlier.
polish <- function(y, X, offset, beta, theta) {
  steps <- function(beta, tau) {
    theta <- exp(tau)
    mu <- as.vector(exp(X %*% beta + offset))
    residual <- (y - mu) * theta / (theta + mu)
    score_theta <- sum(digamma(y + theta) - digamma(theta) + log(theta) + 1 - log(theta + mu) - (y + theta) / (theta + mu))
    weight <- mu * theta * (theta + y) / (theta + mu)^2
    cross <- -as.vector(t(X) %*% ((y - mu) * mu / (theta + mu)^2)) * theta
    second <- sum(trigamma(y + theta) - trigamma(theta) + 1 / theta - 2 / (theta + mu) + (y + theta) / (theta + mu)^2)
    information <- rbind(
      cbind(t(X) %*% (X * weight), cross),
      c(cross, -(theta^2 * second + theta * score_theta))
    )
    list(score = c(as.vector(t(X) %*% residual), theta * score_theta), information = information, mu = mu, theta = theta)
  }
  tau <- log(theta)
  p <- ncol(X)
  for (iteration in 1:200) {
    now <- steps(beta, tau)
    if (max(abs(now$score)) < 1e-10) break
    move <- solve(now$information, now$score)
    size <- min(1, 1 / max(abs(move)))
    beta <- beta + size * move[1:p]
    tau <- tau + size * move[p + 1]
  }
  now <- steps(beta, tau)
  if (!is.finite(now$theta) || max(abs(now$score)) > 1e-7 || now$theta > 1e8) stop("no maximum: largest score ", max(abs(now$score)))
  expected <- solve(t(X) %*% (X * (now$mu * now$theta / (now$theta + now$mu))))
  joint <- solve(now$information)[1:p, 1:p, drop = FALSE]
  list(
    beta = setNames(as.vector(beta), colnames(X)), theta = now$theta, expected = expected, joint = joint,
    loglik = sum(dnbinom(y, size = now$theta, mu = now$mu, log = TRUE))
  )
}

# Where to start: at what glm.nb finds, and, since the likelihood can have several maxima or none, at fixed values of theta.
starts_of <- function(formula, data, beta) {
  found <- tryCatch(suppressWarnings(glm.nb(formula, data, control = glm.control(maxit = 200))), error = function(problem) NULL)
  fixed <- lapply(c(0.1, 0.5, 2, 10), function(theta) list(beta = beta, theta = theta))
  if (is.null(found)) fixed else c(list(list(beta = coef(found), theta = found$theta)), fixed)
}

data_of <- function(spec) {
  if (is.na(spec$period) && spec$endpoint %in% names(participants)) {
    data <- participants
  } else {
    inside <- periods[periods$period == spec$period, ]
    data <- participants[match(inside$participant, participants$participant), ]
    data[[spec$endpoint]] <- inside[[spec$endpoint]]
    data[[paste0(spec$endpoint, ".scansRead")]] <- inside[[paste0(spec$endpoint, ".scansRead")]]
    data$treatment <- inside$treatmentAssigned
  }
  data$scansRead <- data[[paste0(spec$endpoint, ".scansRead")]]
  data[data[[paste0("in", spec$set)]] == "yes" & !is.na(data[[spec$endpoint]]), ]
}

refit_nb <- function(spec) {
  data <- data_of(spec)
  data[[spec$term]] <- relevel(factor(data[[spec$term]]), ref = spec$reference)
  data$response <- data[[spec$endpoint]]
  terms <- if (is.na(spec$offset)) spec$terms else paste0(spec$terms, " + offset(", spec$offset, ")")
  frame <- model.frame(as.formula(paste("response ~", terms)), data, na.action = na.omit)
  X <- model.matrix(attr(frame, "terms"), frame)
  y <- model.response(frame)
  offset <- model.offset(frame)
  if (is.null(offset)) offset <- rep(0, length(y))
  column <- paste0(spec$term, spec$active)
  z <- qnorm(1 - (1 - spec$confidence) / 2)
  poisson_fit <- glm.fit(X, y, offset = offset, family = poisson(), control = glm.control(epsilon = 1e-14, maxit = 100))
  fits <- starts_of(as.formula(paste("response ~", terms)), data, poisson_fit$coefficients)
  fits <- Filter(Negate(is.null), lapply(fits, function(start) {
    tryCatch(polish(y, X, offset, start$beta, start$theta), error = function(problem) NULL)
  }))
  best <- fits[order(-vapply(fits, function(fit) fit$loglik, 0))][1][[1]]
  at_limit <- sum(dpois(y, poisson_fit$fitted.values, log = TRUE))
  if (is.null(best) || best$loglik <= at_limit) {
    # The likelihood is highest at the Poisson limit.
    beta <- poisson_fit$coefficients
    covariance <- solve(t(X) %*% (X * poisson_fit$fitted.values))
  } else {
    beta <- best$beta
    covariance <- if (identical(spec$information, "observedJoint")) best$joint else best$expected
  }
  dimnames(covariance) <- list(colnames(X), colnames(X))
  se <- sqrt(covariance[column, column])
  estimate <- beta[[column]]
  c(
    estimate = exp(estimate), lower = exp(estimate - z * se), upper = exp(estimate + z * se),
    p = 2 * pnorm(-abs(estimate / se)), se = se
  )
}

# ---- Hills-Armitage ------------------------------------------------------------------------------------------------

refit_crossover <- function(spec) {
  members <- participants$participant[participants[[paste0("in", spec$set)]] == "yes"]
  inside <- periods[periods$participant %in% members, ]
  order <- unique(inside$period)
  first <- inside[inside$period == order[1], ]
  second <- inside[match(first$participant, ifelse(inside$period == order[2], inside$participant, NA)), ]
  difference <- first[[spec$endpoint]] - second[[spec$endpoint]]
  active <- difference[first$treatmentAssigned == spec$active]
  reference <- difference[first$treatmentAssigned == spec$reference]
  test <- t.test(active[!is.na(active)], reference[!is.na(reference)], var.equal = TRUE, conf.level = spec$confidence)
  c(
    estimate = unname(test$estimate[1] - test$estimate[2]) / 2, lower = test$conf.int[1] / 2, upper = test$conf.int[2] / 2,
    p = test$p.value, se = unname(test$stderr) / 2
  )
}

# ---- adverse events ------------------------------------------------------------------------------------------------

events_of <- function(spec, group) {
  chosen <- events[events$counted == "yes", ]
  if (!is.na(spec$systemOrganClass)) chosen <- chosen[chosen$systemOrganClass == spec$systemOrganClass, ]
  if (!is.na(spec$serious)) chosen <- chosen[chosen$serious == spec$serious, ]
  set <- participants$participant[participants[[paste0("in", spec$set)]] == "yes"]
  if (spec$term == "sequence") {
    members <- intersect(set, participants$participant[participants$sequence == group])
    chosen <- chosen[chosen$participant %in% members, ]
  } else {
    members <- intersect(set, periods$participant[!is.na(periods$treatmentReceived) & periods$treatmentReceived == group])
    chosen <- chosen[chosen$participant %in% members & chosen$treatmentReceived == group, ]
  }
  list(n = length(members), participants = length(unique(chosen$participant)), events = nrow(chosen))
}

# The score interval of Miettinen and Nurminen (1985) by root finding on the restricted likelihood.
score_interval <- function(x1, n1, x2, n2, confidence) {
  restricted <- function(delta) {
    loglik <- function(p2) {
      p1 <- p2 + delta
      sum(ifelse(c(x1, n1 - x1, x2, n2 - x2) == 0, 0, c(x1, n1 - x1, x2, n2 - x2) * log(c(p1, 1 - p1, p2, 1 - p2))))
    }
    low <- max(0, -delta)
    high <- min(1, 1 - delta)
    optimize(loglik, c(low, high), maximum = TRUE, tol = 1e-12)$maximum
  }
  statistic <- function(delta) {
    p2 <- restricted(delta)
    p1 <- p2 + delta
    n <- n1 + n2
    (x1 / n1 - x2 / n2 - delta)^2 / ((p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * n / (n - 1))
  }
  critical <- qchisq(confidence, 1)
  estimate <- x1 / n1 - x2 / n2
  root <- function(from, to) uniroot(function(delta) statistic(delta) - critical, c(from, to), tol = 1e-12)$root
  list(ci = c(root(-1 + 1e-9, estimate - 1e-9), root(estimate + 1e-9, 1 - 1e-9)), p = pchisq(statistic(0), 1, lower.tail = FALSE))
}

refit_safety <- function(spec) {
  one <- events_of(spec, spec$active)
  two <- events_of(spec, spec$reference)
  if (spec$method == "two-poisson-rates") {
    weeks <- if (is.na(spec$exposureWeeks)) 1 else spec$exposureWeeks
    test <- poisson.test(c(one$events, two$events), c(one$n, two$n) * weeks, conf.level = spec$confidence)
    return(c(estimate = unname(test$estimate), lower = test$conf.int[1], upper = test$conf.int[2], p = test$p.value, se = NA))
  }
  score <- score_interval(one$participants, one$n, two$participants, two$n, spec$confidence)
  c(
    estimate = one$participants / one$n - two$participants / two$n, lower = score$ci[1], upper = score$ci[2],
    p = score$p, se = NA
  )
}

# ---- comparison ----------------------------------------------------------------------------------------------------

refit <- function(spec) {
  switch(spec$method,
    "nb-glm" = if (is.na(spec$interval) || spec$interval == "wald") refit_nb(spec),
    "crossover-2x2-hills-armitage" = refit_crossover(spec),
    "two-by-two" = if (spec$kind == "safety" && spec$interval == "miettinenNurminen") refit_safety(spec),
    "two-poisson-rates" = if (spec$kind == "safety" && spec$interval == "exact") refit_safety(spec),
    NULL
  )
}

# Score intervals are roots of a maximised likelihood: optimize() in R is good to about the square root of the machine's
# precision, so their ends are compared to 1e-5.
allowed <- function(spec, key) if (spec$method == "two-by-two" && key %in% c("lower", "upper", "p")) 1e-5 else tolerance

failed <- 0
compare <- function(what, key, got, want, limit) {
  if (is.na(want)) return(invisible())
  distance <- abs(got - want) / max(1, abs(want))
  good <- !is.na(got) && distance <= limit
  if (!good) failed <<- failed + 1
  cat(sprintf("%-6s %-34s %-9s R %-22.15g reported %-22.15g difference %.1e\n", if (good) "ok" else "DIFFERS", what, key, got, want, distance))
}

compared <- 0
results <- list()
for (row in seq_len(nrow(analyses))) {
  spec <- as.list(analyses[row, ])
  if (is.na(spec$estimate) || is.na(spec$p)) {
    cat(sprintf("-      %-34s not compared: no estimate or no p was reported (%s)\n", spec$id, spec$status))
    next
  }
  found <- refit(spec)
  if (is.null(found)) {
    cat(sprintf("-      %-34s not compared: method %s\n", spec$id, spec$method))
    next
  }
  compared <- compared + 1
  results[[spec$id]] <- found
  for (key in c("estimate", "lower", "upper", "p")) compare(spec$id, key, found[[key]], spec[[key]], allowed(spec, key))
}

if (length(arguments) > 1) {
  text <- paste(readLines(arguments[[2]], warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  start <- regexpr('"analyses"\\s*:\\s*\\[', text)
  rest <- substring(text, start)
  rest <- substring(rest, regexpr('"id"\\s*:\\s*"primary"', rest))
  number <- "(-?[0-9]+\\.?[0-9]*(?:[eE][-+]?[0-9]+)?)"
  after <- function(pattern) {
    found <- regmatches(rest, regexec(pattern, rest, perl = TRUE))[[1]]
    if (length(found) < 2) NA else as.numeric(found[-1])
  }
  interval <- after(paste0('"ci"\\s*:\\s*\\[\\s*', number, "\\s*,\\s*", number))
  primary <- results[["primary"]]
  if (is.null(primary)) stop("the export has no primary analysis that was refitted")
  compare("primary in out.json", "estimate", primary[["estimate"]], after(paste0('"estimate"\\s*:\\s*', number)), tolerance)
  compare("primary in out.json", "lower", primary[["lower"]], interval[1], tolerance)
  compare("primary in out.json", "upper", primary[["upper"]], interval[2], tolerance)
  compare("primary in out.json", "p", primary[["p"]], after(paste0('"p"\\s*:\\s*', number)), tolerance)
  method <- analyses$method[analyses$id == "primary"]
  information <- analyses$information[analyses$id == "primary"]
  if (method == "nb-glm") {
    key <- if (identical(information, "observedJoint")) "waldJoint" else "wald"
    compare("primary in out.json", "se", primary[["se"]], after(paste0('"', key, '"\\s*:\\s*\\{\\s*"se"\\s*:\\s*', number)), tolerance)
  }
}

cat(sprintf("refit: %d analyses compared, %d values differ\n", compared, failed))
if (compared == 0 || failed > 0) quit(status = 1)
