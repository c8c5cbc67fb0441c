"""Writes distribution.json: values of the distribution functions to 20 digits, with mpmath at 60 digits.

Run: python3 distribution.py   (needs mpmath 1.3)
Each entry is [function, [arguments], value]; arguments are doubles, taken exactly.
"""
import json
from mpmath import mp, mpf, gamma, loggamma, digamma, polygamma, gammainc, betainc, erfc, sqrt, exp, log, beta, findroot, binomial, hyp2f1

mp.dps = 60
rows = []


def add(name, args, value):
    rows.append([name, [repr(float(a)) for a in args], mp.nstr(value, 20, min_fixed=0, max_fixed=0)])


def upper_gamma(a, x):
    return gammainc(a, x, mp.inf, regularized=True)


def lower_gamma(a, x):
    return gammainc(a, 0, x, regularized=True)


def inc_beta(a, b, x):
    """I_x(a, b) by its hypergeometric series, on the side where it converges fast."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    if x > (a + 1) / (a + b + 2):
        return 1 - inc_beta_small(b, a, 1 - x)
    return inc_beta_small(a, b, x)


def inc_beta_small(a, b, x):
    return x**a * (1 - x) ** b / (a * beta(a, b)) * hyp2f1(a + b, 1, a + 1, x)


def both(a, b, x):
    with mp.workdps(120):
        return inc_beta(a, b, x), inc_beta(b, a, 1 - mpf(x))


def invert(function, target, low, high):
    """Bisection on the log of a monotone function, to 45 digits."""
    rising = function(high) > function(low)
    low, high = mpf(low), mpf(high)
    for _ in range(190):
        mid = (low + high) / 2
        if (function(mid) < target) == rising:
            low = mid
        else:
            high = mid
    return (low + high) / 2


F = lambda s: mpf(float(s))
for x in [1e-8, 1e-3, 0.1, 0.3, 0.5, 0.77, 0.999999, 1.0000001, 1.25, 1.4999, 1.5, 1.999999, 2.0000001, 2.4, 2.5, 3.3, 5.5, 9.99, 10, 12.5, 50, 171.3, 1e4, 1e9, 1e15]:
    add("logGamma", [x], loggamma(F(x)))
for x in [1e-8, 1e-3, 0.1, 0.5, 1, 1.2, 1.46, 1.4616321449683622, 1.4616321449683625, 1.5, 2, 2.7, 5.5, 11.99, 12, 50, 1e4, 1e12]:
    add("digamma", [x], digamma(F(x)))
    add("trigamma", [x], polygamma(1, F(x)))
for a, b in [(0.5, 0.5), (1, 3), (2.5, 40), (12, 15), (0.01, 1000), (300, 0.5), (1e6, 3.5), (1e6, 2e6), (72, 0.5)]:
    add("logBeta", [a, b], log(beta(F(a), F(b))) if a < 1e5 else loggamma(F(a)) + loggamma(F(b)) - loggamma(F(a) + F(b)))

for z in [-38, -37.5, -20, -8.3, -5, -3, -1.96, -1.0001, -1, -0.9999, -0.5, -1e-3, -1e-10, 0, 0.3, 1, 2, 5, 8]:
    add("normalCdf", [z], erfc(-F(z) / sqrt(2)) / 2)
    add("normalUpper", [z], erfc(F(z) / sqrt(2)) / 2)
for p in [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.01, 0.025, 0.1, 0.25, 0.39, 0.41, 0.49, 0.4999999, 0.5000001, 0.6, 0.8, 0.975, 0.999, 0.9999999]:
    add("normalQuantile", [p], invert(lambda z: erfc(-z / sqrt(2)) / 2, F(p), -40, 40))

for df in [0.5, 1, 2, 3, 10, 18, 142, 1000, 1e6]:
    for t in [1e-8, 0.1, 0.9, 2.15341475845951, 5, 12, 40, 1e3]:
        tt, d = F(t), F(df)
        with mp.workdps(120):
            x = d / (d + tt * tt)
            add("studentTTwoSided", [t, df], inc_beta(d / 2, mpf(1) / 2, x))
for df in [1, 2, 3, 18, 142, 1000]:
    for p in [1e-100, 1e-12, 0.001, 0.025, 0.3, 0.45, 0.499, 0.51, 0.6, 0.975, 0.9995]:
        q = F(p)
        tail = min(q, 1 - q)
        def log_tail(u, d=F(df)):
            t = exp(u)
            return inc_beta(d / 2, mpf(1) / 2, d / (d + t * t)) / 2
        with mp.workdps(50):
            u = invert(log_tail, tail, -60, 240)
        add("studentTQuantile", [p, df], (1 if q > 0.5 else -1) * exp(u))

for df in [0.5, 1, 2, 3, 10, 100, 5000]:
    for ratio in [1e-6, 0.01, 0.3, 0.9, 1, 1.1, 2, 5, 30]:
        x = float(df * ratio)
        add("chiSquareCdf", [x, df], lower_gamma(F(df) / 2, F(x) / 2))
        add("chiSquareUpper", [x, df], upper_gamma(F(df) / 2, F(x) / 2))
for a in [0.1, 0.5, 1, 4.5, 93, 94, 1e4]:
    for p in [1e-50, 1e-8, 0.025, 0.5, 0.9]:
        with mp.workdps(50):
            u = invert(lambda v: lower_gamma(F(a), exp(v)), F(p), -1400, 40)
            w = invert(lambda v: upper_gamma(F(a), exp(v)), F(p), -1400, 40)
        add("gammaQuantile", [p, a], exp(u))
        add("gammaUpperQuantile", [p, a], exp(w))

for a, b in [(0.5, 0.5), (1, 1), (2, 3), (35, 35), (34.5, 0.5), (42, 34), (0.2, 7), (500, 3), (1e4, 2e4), (2e5, 1e5)]:
    mean = a / (a + b)
    for x in sorted({1e-10, 0.5 * mean, 0.9 * mean, mean, min(0.999, 1.1 * mean), 0.5, 0.99}):
        low, high = both(F(a), F(b), F(x))
        if low > mpf(10) ** -290:
            add("betaLower", [x, a, b], low)
        if high > mpf(10) ** -290:
            add("betaUpper", [x, a, b], high)
for a, b in [(0.5, 0.5), (1, 3), (35, 35), (42, 34), (1, 75), (500, 3)]:
    for p in [1e-20, 1e-5, 0.025, 0.5, 0.7]:
        with mp.workdps(50):
            u = invert(lambda v: inc_beta(F(a), F(b), 1 / (1 + exp(-v))), F(p), -200, 200)
        add("betaQuantile", [p, a, b], 1 / (1 + exp(-u)))

for n, p in [(10, 0.3), (144, 0.479), (1000, 1e-4), (100000, 0.5)]:
    for x in sorted({0, 1, int(n * p), int(n * p) + 3, n // 2, min(n, int(n * p + 8 * (n * p * (1 - p)) ** 0.5))}):
        add("binomialPmf", [x, n, p], binomial(n, x) * F(p) ** x * (1 - F(p)) ** (n - x))
        if n <= 1000:
            add("binomialCdf", [x, n, p], sum(binomial(n, k) * F(p) ** k * (1 - F(p)) ** (n - k) for k in range(0, x + 1)))
            add("binomialUpper", [x, n, p], sum(binomial(n, k) * F(p) ** k * (1 - F(p)) ** (n - k) for k in range(x, n + 1)))
for m in [1e-3, 0.7, 12.5, 213, 1e6]:
    for x in sorted({0, 1, int(m), int(m) + 5, int(m + 9 * m**0.5)}):
        add("poissonPmf", [x, m], exp(-F(m) + x * log(F(m)) - loggamma(x + 1)))
        add("poissonCdf", [x, m], upper_gamma(mpf(x + 1), F(m)))
        if x > 0:
            add("poissonUpper", [x, m], lower_gamma(mpf(x), F(m)))
for s, f, d in [(69, 75, 77), (10, 5, 6), (3, 1000, 50), (5000, 7000, 300)]:
    low, high = max(0, d - f), min(d, s)
    mass = {k: binomial(s, k) * binomial(f, d - k) / binomial(s + f, d) for k in range(low, high + 1)}
    mean = d * s // (s + f)
    for x in sorted({low, mean, min(high, mean + 3), min(high, mean + 20), high}):
        if mass[x] > mpf(10) ** -290:
            add("hypergeometricPmf", [x, s, f, d], mass[x])
            add("hypergeometricCdf", [x, s, f, d], sum(mass[k] for k in range(low, x + 1)))
            add("hypergeometricUpper", [x, s, f, d], sum(mass[k] for k in range(x, high + 1)))
for m, th in [(0.8, 0.3), (12, 1.5), (40, 3.8), (5, 1e6), (1000, 0.05)]:
    for x in sorted({0, 1, 3, int(m), int(4 * m)}):
        nb = lambda k: exp(loggamma(k + F(th)) - loggamma(F(th)) - loggamma(k + 1)) * (F(th) / (F(th) + F(m))) ** F(th) * (F(m) / (F(th) + F(m))) ** k
        add("negativeBinomialPmf", [x, m, th], nb(x))
        add("negativeBinomialCdf", [x, m, th], sum(nb(k) for k in range(0, x + 1)))

for y, m, th in [(10**9, 1.5e9, 0.07), (1, 1e9, 0.07), (0, 1e9, 0.07), (10**15, 10**15, 3.0), (10**9, 1e9, 1e12), (25000, 24000, 1e4), (7, 5, 0.4)]:
    add("logNegativeBinomialMass", [y, m, th], loggamma(y + F(th)) - loggamma(F(th)) - loggamma(y + 1) + F(th) * log(F(th) / (F(th) + F(m))) + y * log(F(m) / (F(th) + F(m))))
for y, m in [(10**9, 1.0001e9), (0, 3.5), (10**15, 10**15)]:
    add("logPoissonMass", [y, m], -F(m) + y * log(F(m)) - loggamma(mpf(y) + 1))

with open(__file__.rsplit("/", 1)[0] + "/distribution.json" if "/" in __file__ else "distribution.json", "w") as out:
    out.write('{"software": "mpmath 1.3.0, 60 digits", "values": [\n')
    out.write(",\n".join(json.dumps([name, [float(a) for a in args], value]) for name, args, value in rows))
    out.write("\n]}\n")
print(len(rows))
