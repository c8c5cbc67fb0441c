# A four-treatment Williams square with missing periods; random intercepts with unequal numbers of rows; no variance between
# participants. Writes ../crossover-lmm.{csv,json} and ../lmm-edge.{csv,json}. Run in this folder: Rscript crossover-lmm.R
# Needs Debian's r-base-core, r-cran-lmertest, r-cran-pbkrtest, r-cran-emmeans. The data are made up.
suppressMessages({ library(lmerTest); library(pbkrtest); library(emmeans) })
source("nb-reference.R")
options(contrasts = c("contr.treatment", "contr.poly"))
strict <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5), check.conv.singular = "ignore")
obj <- function(...) paste0("{ ", paste0('"', names(c(...)), '": ', c(...), collapse = ", "), " }")

set.seed(41)
square <- list(ABDC = c("A", "B", "D", "C"), BCAD = c("B", "C", "A", "D"), CDBA = c("C", "D", "B", "A"), DACB = c("D", "A", "C", "B"))
d <- do.call(rbind, lapply(1:20, function(i) { s <- names(square)[(i - 1) %% 4 + 1]
  data.frame(id = i, sequence = s, period = 1:4, treatment = square[[s]], age = round(runif(1, 30, 60)), carry = c("none", square[[s]][-4])) }))
d$y <- round(40 + c(A = 0, B = 2, C = 3, D = 3.5)[d$treatment] - 0.5 * d$period + rnorm(20, 0, 3)[d$id] + rnorm(nrow(d), 0, 2), 2)
d$y[d$id == 3 & d$period == 4 | d$id == 8 & d$period >= 3 | d$id == 14 & d$period == 2 | d$id == 19 & d$period > 1] <- NA
write.csv(d[, c("id", "sequence", "period", "treatment", "age", "y")], "../crossover-lmm.csv", row.names = FALSE, na = "")
for (f in c("sequence", "period", "treatment")) d[[f]] <- factor(d[[f]])
for (l in c("B", "C", "D")) d[[paste0("carryover", l)]] <- as.numeric(d$carry == l)
e <- d[!is.na(d$y), ]

tests <- function(m, names, ddf) { # joint test of coefficients
  L <- diag(length(fixef(m)))[match(names, base::names(fixef(m))), , drop = FALSE]
  r <- contest(m, L, ddf = ddf, joint = TRUE)
  obj(c(F = number(r$`F value`), df1 = number(r$NumDF), df2 = number(r$DenDF), p = number(r$`Pr(>F)`)))
}
inference <- function(m, ddf, mode, carried) {
  em <- emmeans(m, "treatment", lmer.df = mode, cov.keep = character(0)); s <- as.data.frame(summary(em))
  w <- as.data.frame(pairs(em, reverse = TRUE, adjust = "none"))
  means <- obj(setNames(sapply(1:4, function(i) obj(c(estimate = number(s$emmean[i]), se = number(s$SE[i]), df = number(s$df[i])))), s$treatment))
  contrasts <- obj(setNames(sapply(1:6, function(i) obj(c(estimate = number(w$estimate[i]), se = number(w$SE[i]), df = number(w$df[i]), p = number(w$p.value[i])))), w$contrast))
  paste0('"contrasts": ', contrasts, ', "means": ', means, ', "treatment": ', tests(m, paste0("treatment", c("B", "C", "D")), ddf),
    ', "period": ', tests(m, paste0("period", 2:4), ddf), if (carried) paste0(', "carryover": ', tests(m, paste0("carryover", c("B", "C", "D")), ddf)))
}
fixedOf <- function(m, carried) {
  em <- emmeans(m, "treatment"); w <- as.data.frame(pairs(em, reverse = TRUE, adjust = "none"))
  contrasts <- obj(setNames(sapply(1:6, function(i) obj(c(estimate = number(w$estimate[i]), se = number(w$SE[i]), df = number(w$df[i]), p = number(w$p.value[i])))), w$contrast))
  f <- function(terms) { r <- anova(update(m, paste(". ~ . -", paste(terms, collapse = " - "))), m); obj(c(F = number(r$F[2]), df1 = number(r$Df[2]), df2 = number(r$Res.Df[2]), p = number(r$`Pr(>F)`[2]))) }
  paste0('"contrasts": ', contrasts, ', "treatment": ', f("treatment"), ', "period": ', f("period"), if (carried) paste0(', "carryover": ', f(paste0("carryover", c("B", "C", "D")))))
}
case <- function(id, formula, fixed, spec, carried) {
  m <- lmer(formula, e, control = strict); k <- lm(fixed, e)
  one <- function(df, ddf, mode) paste0('  { "id": "', id, df, '", "procedure": "crossover-lmm", "spec": { "response": "y", "subject": "id", "treatment": "treatment", "period": "period", ', spec,
    ', "df": "', mode, '" },\n    "expected": { "random": { ', inference(m, ddf, mode, carried), ' },\n      "fixed": { ', fixedOf(k, carried), ' },\n      "sdSubject": ',
    number(as.data.frame(VarCorr(m))$sdcor[1]), ', "sigma": ', number(sigma(m)), ', "remlLogLik": ', number(as.numeric(logLik(m))), ', "sigmaWithin": ', number(sigma(k)), ' },\n    "tolerance": { "rel": 2e-5, "abs": 1e-6 } }')
  c(one("KenwardRoger", "Kenward-Roger", "kenward-roger"), one("Satterthwaite", "Satterthwaite", "satterthwaite"))
}
cases <- c(case("williams", y ~ treatment + period + sequence + (1 | id), y ~ factor(id) + treatment + period, '"sequence": "sequence"', FALSE),
           case("carryover", y ~ treatment + period + carryoverB + carryoverC + carryoverD + age + (1 | id),
                y ~ factor(id) + treatment + period + carryoverB + carryoverC + carryoverD, '"carryover": true, "covariates": ["age"]', TRUE))
software <- paste0('"', R.version.string, '; lme4 ', packageVersion("lme4"), ', lmerTest ', packageVersion("lmerTest"), ', pbkrtest ', packageVersion("pbkrtest"), ', emmeans ', packageVersion("emmeans"), '"')
writeLines(c('{ "name": "crossover-lmm", "kind": "analysis", "set": "public",',
  '  "description": "Williams square of four treatments with missing periods: random and fixed participants, carry-over, all pairs, least-squares means.",',
  '  "data": { "file": "crossover-lmm.csv", "rows": 80, "columns": {',
  '    "id": { "type": "id" }, "sequence": { "type": "factor", "levels": ["ABDC", "BCAD", "CDBA", "DACB"] }, "period": { "type": "factor", "levels": ["1", "2", "3", "4"] },',
  '    "treatment": { "type": "factor", "levels": ["A", "B", "C", "D"] }, "age": { "type": "number" }, "y": { "type": "number" } } },',
  '  "analyses": [', paste(cases, collapse = ",\n"), '  ],', paste0('  "source": { "dataset": "made up", "software": ', software, ' } }')), "../crossover-lmm.json")

# Unequal numbers of rows per participant; then residuals that are negatively correlated within participants.
sizes <- c(1, 2, 2, 3, 3, 3, 4, 5, 6, 8, 1, 4)
u <- data.frame(set = "unequal", id = rep(1:12, sizes)); n <- nrow(u)
u$dose <- round(runif(n, 0, 10), 1); u$group <- rep(rep(c("P", "N"), 6), sizes)
u$y <- round(12 + 0.6 * u$dose + (u$group == "N") + rnorm(12, 0, 1.5)[u$id] + rnorm(n, 0, 1.2), 2)
b <- data.frame(set = "boundary", id = rep(101:110, each = 3)); b$dose <- rep(c(1, 2, 4), 10); b$group <- rep(rep(c("P", "N"), 5), each = 3)
z <- matrix(rnorm(30, 0, 2), 3); z <- sweep(z, 2, 0.9 * colMeans(z)); b$y <- round(as.vector(z) + 5 + 0.5 * b$dose + (b$group == "N"), 2)
u <- rbind(u, b); write.csv(u, "../lmm-edge.csv", row.names = FALSE); u$group <- factor(u$group, c("P", "N"))
edge <- function(id, reml) {
  m <- lmer(y ~ dose * group + (1 | id), u[u$set == id, ], REML = reml, control = strict); s <- coef(summary(m)); nm <- rownames(s)
  kr <- if (reml) vcovAdj(m)
  jt <- function(ddf) tests(m, c("groupN", "dose:groupN"), ddf)
  paste0('  { "id": "', id, if (reml) "Reml" else "Ml", '", "procedure": "lmm", "spec": { "response": "y", "terms": ["dose", "group", "dose:group"], "random": "(1|id)", "method": "', if (reml) "REML" else "ML",
    '", "subset": "set == ', id, '"', ' },\n    "expected": { "coefficients": ', named(fixef(m)), ', "se": ', named(setNames(s[, 2], nm)), ', "sdSubject": ', number(as.data.frame(VarCorr(m))$sdcor[1]),
    ', "sigma": ', number(sigma(m)), ', "', if (reml) "remlLogLik" else "logLik", '": ', number(as.numeric(logLik(m))), ', "dfSatterthwaite": ', named(setNames(s[, 3], nm)), ', "pSatterthwaite": ', named(setNames(s[, 5], nm)),
    if (reml) paste0(',\n      "seKenwardRoger": ', named(setNames(sqrt(diag(as.matrix(kr))), nm)), ', "dfKenwardRoger": ', named(setNames(sapply(1:4, function(j) get_Lb_ddf(m, diag(4)[j, ])), nm))),
    ' },\n    "tolerance": { "rel": 5e-5, "abs": 1e-5 } }')
}
writeLines(c('{ "name": "lmm-edge", "kind": "analysis", "set": "public",', '  "description": "Random intercepts with 1 to 8 rows per participant; and data without variance between participants.",',
  paste0('  "data": { "file": "lmm-edge.csv", "rows": ', nrow(u), ', "columns": {'), '    "set": { "type": "factor", "levels": ["unequal", "boundary"] }, "id": { "type": "id" }, "dose": { "type": "number" }, "group": { "type": "factor", "levels": ["P", "N"] }, "y": { "type": "number" } } },',
  '  "analyses": [', paste(c(edge("unequal", TRUE), edge("unequal", FALSE), edge("boundary", TRUE), edge("boundary", FALSE)), collapse = ",\n"), '  ],', paste0('  "source": { "dataset": "made up", "software": ', software, ' } }')), "../lmm-edge.json")
