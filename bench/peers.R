# Times the peers in R on the CSV files of a folder: Rscript peers.R DIR SECONDS. One line per task: name, median in µs, runs, value.
# The value is the estimate of the arm's coefficient, which the bench compares with ours.
args <- commandArgs(trailingOnly = TRUE)
dir <- args[1]
seconds <- as.numeric(args[2])
now <- function() as.numeric(proc.time()["elapsed"])
read <- function(name) {
  data <- read.csv(file.path(dir, name), stringsAsFactors = TRUE)
  data
}
# Each call on its own, on the wall clock, for about the given time and at least three times.
time_of <- function(name, run) {
  value <- tryCatch(suppressWarnings(run(1)), error = function(e) {
    cat("error\t", name, "\t", gsub("\\s+", " ", conditionMessage(e)), "\n", sep = "")
    NULL
  })
  if (is.null(value)) return(invisible())
  times <- c()
  start <- now()
  k <- 0
  while (now() - start < seconds || k < 3) {
    k <- k + 1
    from <- Sys.time()
    suppressWarnings(run(k))
    times <- c(times, as.numeric(difftime(Sys.time(), from, units = "secs")) * 1e6)
  }
  cat("time\t", name, "\t", format(median(times), digits = 6), "\t", k, "\t", format(value[1], digits = 15), "\n", sep = "")
}
has <- function(package) {
  found <- suppressWarnings(suppressMessages(requireNamespace(package, quietly = TRUE)))
  if (!found) cat("absent\t", package, "\n", sep = "")
  else cat("version\t", package, "\t", as.character(packageVersion(package)), "\n", sep = "")
  found
}
cat("version\tR\t", R.version$major, ".", R.version$minor, "\n", sep = "")

formulas <- list(
  covariate = y ~ arm + log(baseline + 1),
  distinct = y ~ arm + log(baseline + 1) + country + age,
  groups = y ~ arm
)
if (has("MASS")) {
  for (kind in names(formulas)) {
    sets <- lapply(1:5, function(i) read(sprintf("%s-%d.csv", kind, i)))
    pick <- function(k) sets[[(k - 1) %% 5 + 1]]
    formula <- formulas[[kind]]
    time_of(paste0("glm.nb ", kind), function(k) coef(MASS::glm.nb(formula, data = pick(k)))["armB"])
    time_of(paste0("formula ", kind), function(k) {
      frame <- model.frame(formula, pick(k))
      model.matrix(formula, frame)[1, 1]
    })
    x <- lapply(sets, function(data) model.matrix(formula, data))
    y <- lapply(sets, function(data) data$y)
    family <- MASS::negative.binomial(0.5)
    time_of(paste0("glm.fit ", kind), function(k) {
      i <- (k - 1) %% 5 + 1
      coef(glm.fit(x[[i]], y[[i]], family = family))["armB"]
    })
  }
  scenario <- read.csv(file.path(dir, "scenario.csv"))
  time_of("glm.nb simulate", function(k) {
    arm <- rep(0:1, each = scenario$participants)
    scans <- rbinom(2 * scenario$participants, scenario$scans, 1 - scenario$missing)
    y <- rnbinom(length(arm), size = scenario$theta, mu = scans * scenario$rate * scenario$ratio^arm)
    kept <- scans > 0
    fit <- MASS::glm.nb(y[kept] ~ arm[kept] + offset(log(scans[kept])))
    coef(fit)[2]
  })
}
if (has("rpact")) {
  # The simulation of counts came with rpact 4.0; Debian 12 has 3.3.4.
  if (!"getSimulationCounts" %in% getNamespaceExports("rpact")) {
    cat("error\trpact 200 trials\tthis version of rpact simulates no counts\n")
  } else {
    scenario <- read.csv(file.path(dir, "scenario.csv"))
    time_of("rpact 200 trials", function(k) {
      rpact::getSimulationCounts(
        design = rpact::getDesignGroupSequential(kMax = 1, alpha = 0.025),
        plannedCalendarTime = scenario$scans, maxNumberOfSubjects = 2 * scenario$participants, lambda2 = scenario$rate,
        theta = scenario$ratio, overdispersion = 1 / scenario$theta, fixedExposureTime = scenario$scans,
        accrualTime = 0.001, maxNumberOfIterations = 200, seed = k
      )$overallReject
    })
  }
}
repeated <- read("repeated.csv")
repeated$week <- factor(repeated$visit)
if (has("glmmTMB")) {
  time_of("glmmTMB", function(k) {
    glmmTMB::fixef(glmmTMB::glmmTMB(y ~ arm + visit + (1 | subject), data = repeated, family = glmmTMB::nbinom2))$cond["armB"]
  })
}
if (has("geepack")) {
  time_of("geeglm", function(k) {
    coef(geepack::geeglm(y ~ arm + visit, id = subject, data = repeated, family = poisson, corstr = "exchangeable"))["armB"]
  })
}
if (has("nlme")) {
  time_of("gls", function(k) {
    coef(nlme::gls(value ~ arm * week, data = repeated,
      correlation = nlme::corSymm(form = ~ visit | subject), weights = nlme::varIdent(form = ~ 1 | week)
    ))["armB"]
  })
}
if (has("pbkrtest") && has("lme4")) {
  full <- lme4::lmer(value ~ arm + visit + (1 | subject), data = repeated)
  time_of("pbkrtest", function(k) {
    fit <- lme4::lmer(value ~ arm + visit + (1 | subject), data = repeated)
    adjusted <- pbkrtest::vcovAdj(fit)
    pbkrtest::Lb_ddf(c(0, 1, 0), vcov(fit), adjusted)
    lme4::fixef(fit)["armB"]
  })
}
