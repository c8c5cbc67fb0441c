# Survival methods beyond the CGD case: four groups, G-rho, medians, restricted means, strata, clusters, delayed entry,
# competing risks, a monotone likelihood. Data: survival::veteran (Prentice 1973), survival::cgd (Fleming and Harrington 1991),
# survival::mgus2 (Kyle 2002; first 300 rows). Writes ../survival-*.{csv,json}. Run in this folder: Rscript survival.R
# Needs Debian's r-base-core, r-cran-survival, r-cran-jsonlite.
library(survival)
source("case-json.R")

# Tight convergence: coxph stops at a relative change of 1e-9 in the log likelihood.
tight <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)
cox_expected <- function(formula, data, ties) {
  f <- coxph(formula, data, ties = ties, control = tight)
  s <- summary(f)
  robust <- "robust se" %in% colnames(s$coefficients)
  se <- s$coefficients[, "se(coef)"]
  names(se) <- rownames(s$coefficients)
  out <- list(coefficients = named(coef(f)), se = named(se), logPartialLik = f$loglik,
    lrt = unname(s$logtest["test"]), score = f$score)
  if (robust) {
    out$seRobust <- named(setNames(s$coefficients[, "robust se"], rownames(s$coefficients)))
    out$pRobust <- named(setNames(s$coefficients[, "Pr(>|z|)"], rownames(s$coefficients)))
    out$waldRobust <- unname(f$wald.test)
  } else {
    out$wald <- unname(f$wald.test)
    out$hazardRatio <- named(exp(coef(f)))
    out$ci <- unname(apply(s$conf.int[, 3:4, drop = FALSE], 1, as.numeric, simplify = FALSE))
    out$p <- named(setNames(s$coefficients[, "Pr(>|z|)"], rownames(s$coefficients)))
  }
  out
}
zph <- function(id, formula, data, spec) {
  fit <- do.call(coxph, list(formula, data = data, ties = spec$ties, control = tight))
  table <- cox.zph(fit, transform = spec$transform, terms = FALSE)$table
  names <- setdiff(rownames(table), "GLOBAL")
  columns <- lapply(setNames(names, names), function(name) list(chisq = table[name, "chisq"], p = table[name, "p"]))
  analysis(id, "proportional-hazards", spec, list(columns = columns,
    global = list(chisq = table["GLOBAL", "chisq"], df = table["GLOBAL", "df"], p = table["GLOBAL", "p"])))
}
km_expected <- function(formula, data, times, conf) {
  f <- survfit(formula, data, conf.type = conf)
  lapply(split(seq_along(summary(f, times = times)$time), summary(f, times = times)$strata), function(i) {
    s <- summary(f, times = times)
    list(group = sub(".*=", "", as.character(s$strata[i[1]])), time = s$time[i], atRisk = s$n.risk[i], survival = s$surv[i],
      se = s$std.err[i], lower = s$lower[i], upper = s$upper[i])
  }) |> unname()
}
median_expected <- function(formula, data, conf) {
  t <- summary(survfit(formula, data, conf.type = conf))$table
  list(median = unname(t[, "median"]), lower = unname(t[, "0.95LCL"]), upper = unname(t[, "0.95UCL"]))
}

v <- veteran
v$celltype <- factor(as.character(v$celltype), levels = c("squamous", "smallcell", "adeno", "large"))
v$arm <- factor(ifelse(v$trt == 1, "standard", "test"), levels = c("standard", "test"))
v <- v[, c("arm", "celltype", "time", "status", "karno", "age", "diagtime")]
write.csv(v, "../survival-veteran.csv", row.names = FALSE)
g <- survdiff(Surv(time, status) ~ celltype, v)
gs <- survdiff(Surv(time, status) ~ arm + strata(celltype), v)
rm <- function(tau) summary(survfit(Surv(time, status) ~ celltype, v), rmean = tau)$table
kspec <- function(conf) list(time = "time", status = "status", group = "celltype", confType = conf)
times <- c(1, 20, 100, 200, 400, 990)
write_case("survival-veteran", "Lung cancer trial of the Veterans Administration: four groups, ties, covariates.", list(
  analysis("kmLog", "kaplan-meier", c(kspec("log"), list(times = times)), km_expected(Surv(time, status) ~ celltype, v, times, "log")),
  analysis("kmLogLog", "kaplan-meier", c(kspec("log-log"), list(times = times)), km_expected(Surv(time, status) ~ celltype, v, times, "log-log")),
  analysis("kmPlain", "kaplan-meier", c(kspec("plain"), list(times = times)), km_expected(Surv(time, status) ~ celltype, v, times, "plain")),
  analysis("medianLogLog", "kaplan-meier-median", kspec("log-log"), median_expected(Surv(time, status) ~ celltype, v, "log-log")),
  analysis("medianLog", "kaplan-meier-median", kspec("log"), median_expected(Surv(time, status) ~ celltype, v, "log")),
  analysis("logRank", "log-rank", list(time = "time", status = "status", group = "celltype"),
    list(chisq = g$chisq, df = 3, p = pchisq(g$chisq, 3, lower.tail = FALSE), observed = as.numeric(g$obs), expected = as.numeric(g$exp))),
  analysis("logRankStratified", "log-rank", list(time = "time", status = "status", group = "arm", strata = "celltype"),
    list(chisq = gs$chisq, df = 1, p = pchisq(gs$chisq, 1, lower.tail = FALSE), observed = rowSums(gs$obs), expected = rowSums(gs$exp))),
  analysis("gRho1", "g-rho", list(time = "time", status = "status", group = "celltype", rho = 1),
    list(chisq = survdiff(Surv(time, status) ~ celltype, v, rho = 1)$chisq)),
  analysis("gRhoHalf", "g-rho", list(time = "time", status = "status", group = "celltype", rho = 0.5),
    list(chisq = survdiff(Surv(time, status) ~ celltype, v, rho = 0.5)$chisq)),
  analysis("rmst200", "rmst", list(time = "time", status = "status", group = "celltype", tau = 200),
    list(rmst = unname(rm(200)[, "rmean"]), se = unname(rm(200)[, "se(rmean)"]))),
  analysis("coxEfron", "cox", list(terms = c("arm", "celltype", "karno", "age"), ties = "efron"),
    cox_expected(Surv(time, status) ~ arm + celltype + karno + age, v, "efron")),
  analysis("coxBreslowStratified", "cox", list(terms = c("arm", "karno", "log(diagtime)"), strata = "celltype", ties = "breslow"),
    cox_expected(Surv(time, status) ~ arm + karno + log(diagtime) + strata(celltype), v, "breslow")),
  zph("zphKm", Surv(time, status) ~ arm + karno + age, v, list(terms = c("arm", "karno", "age"), ties = "efron", transform = "km")),
  zph("zphRank", Surv(time, status) ~ arm + karno + age, v, list(terms = c("arm", "karno", "age"), ties = "efron", transform = "rank")),
  zph("zphStratified", Surv(time, status) ~ arm + karno + strata(celltype), v,
    list(terms = c("arm", "karno"), strata = "celltype", ties = "breslow", transform = "identity"))
), "survival::veteran", "survival", list(file = "survival-veteran.csv", rows = nrow(v), columns = list(
  arm = list(type = "factor", levels = levels(v$arm)), celltype = list(type = "factor", levels = levels(v$celltype)),
  time = list(type = "number"), status = list(type = "event"), karno = list(type = "number"), age = list(type = "number"),
  diagtime = list(type = "number"))))

d <- cgd[, c("id", "treat", "inherit", "age", "tstart", "tstop", "status")]
d$treat <- factor(ifelse(d$treat == "placebo", "placebo", "rIFNg"), levels = c("placebo", "rIFNg"))
write.csv(d, "../survival-cgd-recurrent.csv", row.names = FALSE)
rspec <- list(time = "tstop", status = "status", entry = "tstart", cluster = "id")
write_case("survival-cgd-recurrent", "All infections of the CGD trial as a counting process (Andersen-Gill): delayed entry, robust variance.", list(
  analysis("efron", "cox", c(rspec, list(terms = c("treat", "age"), ties = "efron")),
    cox_expected(Surv(tstart, tstop, status) ~ treat + age + cluster(id), d, "efron")),
  analysis("breslowStratified", "cox", c(rspec, list(terms = c("treat", "age"), strata = "inherit", ties = "breslow")),
    cox_expected(Surv(tstart, tstop, status) ~ treat + age + strata(inherit) + cluster(id), d, "breslow")),
  analysis("plain", "cox", list(time = "tstop", status = "status", entry = "tstart", terms = c("treat", "age", "treat:age"), ties = "efron"),
    cox_expected(Surv(tstart, tstop, status) ~ treat + age + treat:age, d, "efron"))
), "survival::cgd", "survival", list(file = "survival-cgd-recurrent.csv", rows = nrow(d), columns = list(
  id = list(type = "id"), treat = list(type = "factor", levels = levels(d$treat)),
  inherit = list(type = "factor", levels = levels(cgd$inherit)), age = list(type = "number"), tstart = list(type = "number"),
  tstop = list(type = "number"), status = list(type = "event"))))

m <- mgus2[1:300, ]
m$etime <- with(m, ifelse(pstat == 0, futime, ptime))
m$event <- with(m, ifelse(pstat == 0, 2 * death, 1))
m <- m[, c("sex", "age", "etime", "event")]
write.csv(m, "../survival-mgus.csv", row.names = FALSE)
cif_expected <- function(times, conf) {
  f <- survfit(Surv(etime, factor(event, 0:2)) ~ sex, m, conf.type = conf)
  s <- summary(f, times = times)
  unlist(lapply(levels(s$strata), function(level) lapply(2:3, function(state) {
    i <- s$strata == level
    list(group = sub(".*=", "", level), cause = state - 1, time = s$time[i], incidence = s$pstate[i, state], se = s$std.err[i, state],
      lower = s$lower[i, state], upper = s$upper[i, state])
  })), recursive = FALSE)
}
cspec <- list(time = "etime", status = "event", group = "sex", times = c(24, 60, 120, 240))
write_case("survival-mgus", "Monoclonal gammopathy: progression (1) and death without it (2) compete.", list(
  analysis("log", "cumulative-incidence", c(cspec, list(confType = "log")), cif_expected(cspec$times, "log")),
  analysis("plain", "cumulative-incidence", c(cspec, list(confType = "plain")), cif_expected(cspec$times, "plain"))
), "survival::mgus2, first 300 rows", "survival", list(file = "survival-mgus.csv", rows = nrow(m), columns = list(
  sex = list(type = "factor", levels = c("F", "M")), age = list(type = "number"), etime = list(type = "number"),
  event = list(type = "count"))))

# No event in the second arm: the supremum of the likelihood and the tests that stand.
z <- data.frame(arm = factor(rep(c("a", "b"), c(9, 7)), levels = c("a", "b")), x = c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3),
  time = c(2, 4, 4, 6, 7, 9, 11, 12, 15, 3, 5, 6, 8, 9, 13, 16), status = c(1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0))
write.csv(z, "../survival-monotone.csv", row.names = FALSE)
f <- suppressWarnings(coxph(Surv(time, status) ~ arm + x, z, control = coxph.control(eps = 1e-15, iter.max = 40)))
f0 <- coxph(Surv(time, status) ~ arm + x, z, iter.max = 0, init = c(0, 0))
write_case("survival-monotone", "Made up: an arm without events, so that its coefficient is minus infinity.", list(
  analysis("efron", "cox", list(terms = c("arm", "x"), ties = "efron"),
    list(coefficients = list(armb = "-Inf", x = unname(coef(f)["x"])), logPartialLik = f$loglik, lrt = 2 * diff(f$loglik), score = f$score,
      wald = NA, divergentTerms = list("armb")))
), "made up", "survival", list(file = "survival-monotone.csv", rows = nrow(z), columns = list(
  arm = list(type = "factor", levels = c("a", "b")), x = list(type = "number"), time = list(type = "number"), status = list(type = "event"))))
