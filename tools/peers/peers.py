# python3 peers.py version
# python3 peers.py FILE WAY
#
# Prints the seconds of a fit of BG/NBD to the customers of a file, by the clock and of processors, without those of
# reading it, and what it found: r, alpha, a, b and the logarithm of the likelihood, by Fader, Hardie and Lee (2005).
import sys
import time

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.special import gammaln, psi

if sys.argv[1] == "version":
    print(f"Python {sys.version.split()[0]}, scipy {scipy.__version__}, numpy {np.__version__}")
    sys.exit()

x, recency, age = np.fromfile(sys.argv[1], dtype="<f8").reshape(3, -1)


def fit(x, recency, age, slopes):
    # Equal customers count together.
    (x, recency, age), n = np.unique(np.stack([x, recency, age]), axis=1, return_counts=True)
    again = x > 0
    last = np.where(again, x, 1)

    def minus(logs):
        r, alpha, a, b = np.exp(logs)
        alive = -(r + x) * np.log(alpha + age)
        gone = np.where(again, np.log(a) - np.log(b + last - 1) - (r + x) * np.log(alpha + recency), -np.inf)
        either = np.logaddexp(alive, gone)
        value = (
            gammaln(r + x) - gammaln(r) + r * np.log(alpha)
            + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
            + either
        )
        if not slopes:
            return -np.dot(n, value)
        w = np.exp(gone - either)
        d = np.stack([
            psi(r + x) - psi(r) + np.log(alpha) - (1 - w) * np.log(alpha + age) - w * np.log(alpha + recency),
            r / alpha - (r + x) * ((1 - w) / (alpha + age) + w / (alpha + recency)),
            psi(a + b) - psi(a + b + x) + w / a,
            psi(a + b) + psi(b + x) - psi(b) - psi(a + b + x) - w / (b + last - 1),
        ])
        return -np.dot(n, value), -(d @ n) * np.exp(logs)

    found = minimize(minus, np.zeros(4), jac=slopes, method="BFGS", options={"gtol": 1e-3})
    return *np.exp(found.x), -found.fun


slopes = sys.argv[2] == "slopes"
fit(x, recency, age, slopes)
start, used = time.perf_counter(), time.process_time()
found = fit(x, recency, age, slopes)
print(time.perf_counter() - start, time.process_time() - used, *found)
