# Sandwich standard errors HC0 to HC3 and case weights of negative-binomial regression. Data: quine (Aitkin 1978), weights made up.
# Writes ../quine-nb-robust.json. Run in this folder: Rscript nb-robust.R
# Needs Debian's r-base-core, r-cran-mass, r-cran-sandwich and r-cran-jsonlite.
library(MASS)
library(sandwich)
source("case-json.R")

quine <- read.csv("../quine-nb.csv", stringsAsFactors = TRUE)
quine$times <- seq_len(nrow(quine)) %% 4
exact <- glm.control(epsilon = 1e-14, maxit = 500)
se <- function(v) named(sqrt(diag(v)))

fit <- glm.nb(Days ~ Eth + Sex + Age + Lrn, data = quine, control = exact)
robust <- sapply(c("HC0", "HC1", "HC2", "HC3"), function(type) se(vcovHC(fit, type = type)), simplify = FALSE)
names(robust) <- paste0("seRobust", names(robust))

# The weights say how often a row occurs: the rows written out give the sandwich as well.
rows <- quine[rep(seq_len(nrow(quine)), quine$times), ]
weighted <- glm.nb(Days ~ Eth + Age, data = quine, weights = times, control = exact)
written <- glm.nb(Days ~ Eth + Age, data = rows, control = exact)
stopifnot(max(abs(coef(weighted) - coef(written))) < 1e-7)
spec <- list(response = "Days", family = "negbin2", link = "log", effect = "EthN")
frame <- list(file = "quine-nb-robust.csv", rows = nrow(quine), columns = list(
  Eth = list(type = "factor", levels = levels(quine$Eth)), Sex = list(type = "factor", levels = levels(quine$Sex)),
  Age = list(type = "factor", levels = levels(quine$Age)), Lrn = list(type = "factor", levels = levels(quine$Lrn)),
  Days = list(type = "count"), times = list(type = "count")))
write.csv(quine, "../quine-nb-robust.csv", row.names = FALSE)
write_case("quine-nb-robust", "Days absent from school: sandwich errors, and rows that occur 0 to 3 times.", list(
  analysis("robust", "nb-glm", c(list(terms = c("Eth", "Sex", "Age", "Lrn")), spec), robust),
  analysis("weights", "nb-glm", c(list(terms = c("Eth", "Age"), weights = "times"), spec), list(
    coefficients = named(coef(written)), theta = written$theta, logLik = as.numeric(logLik(written)), nObs = nrow(rows),
    seExpected = se(vcov(written)), seRobustHC0 = se(vcovHC(written, type = "HC0")), seRobustHC3 = se(vcovHC(written, type = "HC3"))))
), "MASS::quine", c("MASS", "sandwich"), frame)
