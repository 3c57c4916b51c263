"""Patterns and Hebbian weights of the associative memories, and what they do by themselves.

    python3 make_patterns.py         writes hopfield*.csv and phasor*.csv and prints overlaps of a plain loop

W = X^T X with zero diagonal: whole numbers; J. J. Hopfield, PNAS 79, 2554 (1982). Needs numpy.
"""
import math
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def save(name, array):
    np.savetxt(os.path.join(here, name), array, fmt="%d", delimiter=",")


def relax(W, x, sweeps=60):
    for _ in range(sweeps):
        x = np.where(x @ W == 0, x, np.sign(x @ W))
    return x


for n, p, copies in ((120, 6, 8), (120, 12, 12), (120, 24, 24), (120, 36, 8), (116, 16, 16), (240, 48, 8)):
    draw = np.random.default_rng(7)
    X = np.where(draw.random((p, n)) < 0.5, -1, 1)
    W = X.T @ X
    np.fill_diagonal(W, 0)
    start = np.array([X[c % p] for c in range(copies)])
    if p == 6:  # a tenth of the bits turned over
        for row in start:
            row[draw.choice(n, n // 10, replace=False)] *= -1
    save(f"hopfield{p}.csv", W)
    save(f"hopfield{p}_start.csv", start)
    save(f"hopfield{p}_want.csv", np.array([X[c % p] for c in range(copies)]))
    end = relax(W, start)
    first = relax(W, start, 1)
    want = np.array([X[c % p] for c in range(copies)])
    print(n, p, "one step wrong", (first != want).mean(), "theory from the patterns", 0.5 * math.erfc(math.sqrt(n / 2 / p)), "overlap at the end", (end * want).mean(), "and a step later", (relax(W, end, 1) * want).mean())

n, p = 24, 3
draw = np.random.default_rng(3)
X = np.where(draw.random((p, n)) < 0.5, -1, 1)
W = X.T @ X
np.fill_diagonal(W, 0)
save("hopfield3.csv", W)
start = np.where(draw.random((16, n)) < 0.5, -1, 1)
save("hopfield3_start.csv", start)
lowest = []
for x in start.copy():
    for _ in range(20):
        for i in range(n):
            x[i] = 1 if W[i] @ x > 0 or (W[i] @ x == 0 and x[i] > 0) else -1
    lowest.append(-0.5 * x @ W @ x)
print("sequential", n, p, "mean energy at the end", np.mean(lowest))

# Four-valued phases, xi = i^k: J = sum of xi xi* / N, started with a quarter of the phases turned by a quarter: overlap |sum of xi* x| / N about 0.75.
n, runs = 60, 4
for p in (3, 6):
    draw = np.random.default_rng(11)
    k = draw.integers(0, 4, (p, n))
    X = 1j**k
    J = X.T @ X.conj()
    np.fill_diagonal(J, 0)
    np.savetxt(os.path.join(here, f"phasor{p}_re.csv"), np.round(J.real).T, fmt="%d", delimiter=",")
    np.savetxt(os.path.join(here, f"phasor{p}_im.csv"), np.round(J.imag).T, fmt="%d", delimiter=",")
    start = np.zeros((runs, n), int)
    want = np.zeros((runs, n), int)
    for r in range(runs):
        want[r] = k[r % p]
        start[r] = want[r]
        start[r, draw.choice(n, n // 4, replace=False)] += draw.choice([1, 3], n // 4)
        start[r] %= 4
    save(f"phasor{p}_start.csv", start)
    save(f"phasor{p}_want.csv", want)
    overlaps = []
    for r in range(runs):
        phi = start[r] * math.pi / 2 + 0.0
        for _ in range(4000):
            z = np.exp(1j * phi)
            phi = phi + 0.01 * (z.conj() * (J @ z / n)).imag
        overlaps.append(np.exp(1j * (phi - want[r] * math.pi / 2)).mean())
    print("phasors", n, p, "overlap at the start", abs((1j ** (start - want)).mean(axis=1)), "at the end", np.round(np.abs(overlaps), 4), np.mean(np.abs(overlaps)), "in phase", np.mean(np.real(overlaps)))
