"""Fits the polynomials of Sources/CKernels/source/maths.h and prints their coefficients, lowest power first.

  python fit_polynomials.py        (numpy)

Each is the polynomial with the smallest largest relative error of the finished function, found by Lawson's iteration:
least squares on Chebyshev nodes, with weights that grow where the error is large."""
import math

import numpy as np
from numpy.polynomial import chebyshev

erf, erfc = np.vectorize(math.erf), np.vectorize(math.erfc)


def fit(wanted, low, high, degree, weight, nodes=2000, iterations=200):
    x = np.cos((2 * np.arange(nodes) + 1) * np.pi / (2 * nodes)) * (high - low) / 2 + (high + low) / 2
    y, scale, emphasis = wanted(x), weight(x), np.ones(nodes) / nodes
    powers = chebyshev.chebvander((2 * x - high - low) / (high - low), degree)
    best = (np.inf, None)
    for _ in range(iterations):
        rows = np.sqrt(emphasis) * scale
        coefficients = np.linalg.lstsq(powers * rows[:, None], y * rows, rcond=None)[0]
        error = np.abs((powers @ coefficients - y) * scale)
        best = min(best, (error.max(), coefficients), key=lambda found: found[0])
        emphasis = emphasis * error / (emphasis * error).sum()
    polynomial = np.polynomial.Chebyshev(best[1], domain=[low, high]).convert(kind=np.polynomial.Polynomial)
    return best[0], polynomial.coef


def near_zero(function, series, limit):
    """function, with its power series where it would cancel."""

    def value(x):
        small = np.abs(x) < limit
        result = np.empty_like(x)
        result[~small] = function(x[~small])
        result[small] = sum(c * x[small] ** k for k, c in enumerate(series))
        return result

    return value


# exp(r) = 1 + r + r^2 q(r), |r| <= log(2) / 2
q = near_zero(lambda r: (np.expm1(r) - r) / r**2, [1 / math.factorial(k + 2) for k in range(9)], 0.05)
# log(1 + f) = f - f^2 / 2 + f^3 q(f), sqrt(1/2) <= 1 + f <= sqrt(2)
l = near_zero(lambda f: (np.log1p(f) - f + f * f / 2) / f**3, [(-1) ** k / (k + 3) for k in range(12)], 0.03)
# tanh(x) = x + x s q(s), s = x^2, x <= 0.625
t = near_zero(lambda s: (np.tanh(np.sqrt(s)) / np.sqrt(s) - 1) / s, [-1 / 3, 2 / 15, -17 / 315, 62 / 2835], 0.0025)
# erf(x) = x + x q(s), s = x^2, x <= 0.925; erf(x) = 1 - exp(-x + x q(x)) above
root = 2 / math.sqrt(math.pi)
e = near_zero(lambda s: erf(np.sqrt(s)) / np.sqrt(s) - 1, [root - 1, -root / 3, root / 10, -root / 42], 1e-3)
half_log2 = math.log(2) / 2 * 1.0001
FITS = [
    ("exp", q, -half_log2, half_log2, 5, lambda r: r * r / np.exp(r)),
    ("log", l, math.sqrt(0.5) - 1, math.sqrt(2) - 1, 8, lambda f: np.where(abs(f) < 1e-4, 0, f**3 / np.log1p(f))),
    ("tanh", t, 0, 0.625**2 * 1.001, 4, lambda s: s / (s * t(s) + 1)),
    ("erf, small", e, 0, 0.93**2, 6, lambda s: 1 / (e(s) + 1)),
    ("erf, large", lambda x: np.log(erfc(x)) / x + 1, 0.92, 4.0, 6, lambda x: erfc(x) * x),
]

for name, wanted, low, high, degree, weight in FITS:
    error, coefficients = fit(wanted, low, high, degree, weight)
    print(f"{name}: within 2^{math.log2(error):.1f}:", ", ".join(repr(float(np.float32(c))) for c in coefficients))
