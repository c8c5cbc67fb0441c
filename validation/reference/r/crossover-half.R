# A 2×2 crossover in which two participants have one period only. Writes ../crossover-half.{csv,json}. Run in this folder: Rscript crossover-half.R
# Needs Debian's r-base-core, r-cran-coin, r-cran-jsonlite.
source("case-json.R")
suppressMessages(library(coin))
set.seed(11)
d <- do.call(rbind, lapply(1:23, function(i) {
  starts <- if (i %% 5 < 2) "PN" else "NP"
  rate <- rgamma(1, 2, 2) * 12 * if (starts == "PN") c(1, 0.6) else c(0.6, 0.9)
  data.frame(subject = paste0("S", i), sequence = starts, period = 1:2, treatment = strsplit(starts, "")[[1]], attacks = rpois(2, rate))
}))
d$attacks[c(4, 15)] <- NA
wide <- reshape(d[, -4], direction = "wide", idvar = c("subject", "sequence"), timevar = "period")
wide <- wide[complete.cases(wide), ]
difference <- wide$attacks.1 - wide$attacks.2
total <- wide$attacks.1 + wide$attacks.2
first <- factor(wide$sequence, levels = c("PN", "NP"))
t_test <- t.test(difference ~ first, var.equal = TRUE)
half <- t_test$stderr / 2
period <- mean(tapply(difference, first, mean)) # of the two sequences alike
carry <- t.test(total ~ first, var.equal = TRUE)
ranks <- suppressWarnings(wilcox.test(difference ~ first, exact = FALSE))
expected <- list(
  treatmentEffectNminusP = diff(t_test$estimate)[[1]] / 2, se = half, t = -t_test$statistic[[1]], df = t_test$parameter[[1]], p = t_test$p.value,
  ci = I(sort(-as.numeric(t_test$conf.int) / 2)), periodEffect1minus2 = period, periodSe = half, periodT = period / half,
  periodP = 2 * pt(-abs(period / half), t_test$parameter[[1]]), carryoverSumDiffPNminusNP = -diff(carry$estimate)[[1]],
  carryoverT = carry$statistic[[1]], carryoverP = carry$p.value, wilcoxonW_PN = ranks$statistic[[1]], wilcoxonNormalP = ranks$p.value,
  wilcoxonExactP = as.numeric(pvalue(wilcox_test(difference ~ first, distribution = "exact"))),
  randomisationExactP = as.numeric(pvalue(oneway_test(difference ~ first, distribution = "exact"))))
write.csv(d, "../crossover-half.csv", row.names = FALSE, na = "", quote = FALSE)
column <- function(levels) list(type = "factor", levels = I(levels))
write_case("crossover-half", "A 2x2 crossover of counts; two of 23 participants have one period only.",
  list(analysis("hillsArmitage", "crossover-2x2-hills-armitage", list(response = "attacks", groups = "PN vs NP", d = "period1 - period2",
    s = "period1 + period2"), expected)), "made up", "coin",
  list(file = "crossover-half.csv", rows = nrow(d), columns = list(subject = list(type = "id"), sequence = column(c("PN", "NP")),
    period = column(c("1", "2")), treatment = column(c("P", "N")), attacks = list(type = "count", missing = "drop row"))))
