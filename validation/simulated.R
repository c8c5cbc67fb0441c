# Fits glm.nb to every simulated trial of a file and counts rejections and coverage of a rate ratio of 1.
# Rscript simulated.R trials.csv; prints JSON. Called by scripts/simulated.mjs.
suppressPackageStartupMessages(library(MASS))
rows <- read.csv(commandArgs(trailingOnly = TRUE)[1])
quantile <- qnorm(0.975)
tally <- c(rejected = 0, covered = 0, notConverged = 0)
for (trial in split(rows, rows$trial)) {
  warned <- FALSE
  fit <- withCallingHandlers(
    tryCatch(
      glm.nb(count ~ treated + log(baseline + 1) + offset(log(scans)), data = trial, control = glm.control(maxit = 100)),
      error = function(e) NULL
    ),
    warning = function(w) {
      warned <<- TRUE
      invokeRestart("muffleWarning")
    }
  )
  if (is.null(fit)) {
    tally["notConverged"] <- tally["notConverged"] + 1
    next
  }
  if (warned) tally["notConverged"] <- tally["notConverged"] + 1
  z <- summary(fit)$coefficients["treated", "z value"]
  # summary() takes theta as known: the expected information.
  key <- if (abs(z) > quantile) "rejected" else "covered"
  tally[key] <- tally[key] + 1
}
cat(sprintf('{"rejected": %d, "covered": %d, "notConverged": %d}', tally["rejected"], tally["covered"], tally["notConverged"]))
