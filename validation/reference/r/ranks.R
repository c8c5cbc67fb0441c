# Rank tests and estimates, with and without ties. The numbers are made up, but for Hollander and Wolfe's depression scores.
# Writes ../rank-tests.{csv,json}. Run in this folder: Rscript ranks.R
# Needs Debian's r-base-core, r-cran-coin, r-cran-exactranktests, r-cran-jsonlite.
suppressMessages({ library(coin); library(exactRankTests) })
source("case-json.R")

first <- c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
second <- c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.065, 3.14, 1.295)
counts <- data.frame(y = c(3, 0, 7, 2, 5, 9, 1, 4, 4, 12, 0, 0, 1, 2, 2, 0, 3, 5, 1, 6, 2, 8),
  arm = factor(rep(c("P", "N"), c(10, 12)), levels = c("P", "N")),
  site = factor(c("a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "a", "a", "a", "a", "b", "b", "b", "c", "c", "c", "c", "c")))
write.csv(counts, "../rank-tests.csv", row.names = FALSE)
shift <- function(x, y, exact) {
  w <- suppressWarnings(wilcox.test(x, y, conf.int = TRUE, exact = exact, tol.root = 1e-12))
  list(estimate = unname(w$estimate), ci = as.numeric(w$conf.int), method = if (exact) "exact" else "normal")
}
d <- first - second
e <- c(1, 0, -2, 3, 4, 4, -1, 5, 6, 0, 2)
p <- with(counts, y[arm == "P"]); n <- with(counts, y[arm == "N"])
s <- wilcox.test(d, conf.int = TRUE, exact = TRUE)
t <- suppressWarnings(wilcox.test(e, conf.int = TRUE, exact = FALSE, tol.root = 1e-12))
pratt <- wilcoxsign_test(e ~ rep(0, length(e)), distribution = "exact", zero.method = "Pratt")
normal <- function(correct) suppressWarnings(wilcox.test(y ~ arm, counts, exact = FALSE, correct = correct)$p.value)
# van Elteren: modified ridit scores rank/(n_h + 1), written out.
elteren <- with(counts, {
  parts <- sapply(levels(site), function(h) {
    r <- rank(y[site == h]) / (sum(site == h) + 1)
    one <- arm[site == h] == "P"
    nh <- length(r)
    c(sum(r[one]) - sum(one) * mean(r), sum(one) * sum(!one) / (nh * (nh - 1)) * sum((r - mean(r))^2))
  })
  sum(parts[1, ])^2 / sum(parts[2, ])
})
write_case("rank-tests", "Wilcoxon's tests exact and normal, Hodges-Lehmann, van Elteren, permutation of means.", list(
  analysis("rankSum", "wilcoxon-rank-sum", list(response = "y", group = "arm"), list(
    W = unname(suppressWarnings(wilcox.test(y ~ arm, counts)$statistic)), wFor = "first level (P)", pNormalContinuity = normal(TRUE), pNormalNoContinuity = normal(FALSE))),
  analysis("rankSumExact", "wilcoxon-rank-sum-exact", list(response = "y", group = "arm"), list(
    pExactTwoSided = as.numeric(pvalue(wilcox_test(y ~ arm, counts, distribution = "exact"))),
    z = as.numeric(statistic(wilcox_test(y ~ arm, counts))))),
  analysis("permutation", "permutation-test", list(response = "y", group = "arm", statistic = "difference in means"),
    list(pExactTwoSided = perm.test(p, n)$p.value)),
  analysis("elteren", "van-elteren", list(response = "y", group = "arm", strata = "site", scores = "modified ridit"),
    list(chisq = elteren, df = 1, p = pchisq(elteren, 1, lower.tail = FALSE))),
  analysis("shiftExact", "hodges-lehmann", list(first = first, second = second), shift(first, second, TRUE)),
  analysis("shiftTies", "hodges-lehmann", list(first = p, second = n), shift(p, n, FALSE)),
  analysis("signedRank", "signed-rank", list(differences = d), list(V = unname(s$statistic), pExactTwoSided = s$p.value,
    pseudoMedian = list(estimate = unname(s$estimate), ci = as.numeric(s$conf.int), method = "exact"))),
  analysis("signedRankTies", "signed-rank", list(differences = e), list(V = unname(t$statistic), pNormalContinuity = t$p.value,
    pExactTwoSided = wilcox.exact(e)$p.value, pseudoMedian = list(estimate = unname(t$estimate), ci = as.numeric(t$conf.int), method = "normal"))),
  analysis("pratt", "signed-rank", list(differences = e, zeros = "pratt"), list(pExactTwoSided = as.numeric(pvalue(pratt)), z = as.numeric(statistic(pratt))))
), "made up", c("coin", "exactRankTests"), list(file = "rank-tests.csv", rows = nrow(counts), columns = list(
  y = list(type = "count"), arm = list(type = "factor", levels = levels(counts$arm)), site = list(type = "factor", levels = levels(counts$site)))))
