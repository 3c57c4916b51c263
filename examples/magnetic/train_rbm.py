"""Restricted Boltzmann machine of 4 visible and 6 hidden bits, trained on the six bars and stripes of 2 x 2 by contrastive divergence (CD-1).

    python3 train_rbm.py             writes rbm.csv (visible x hidden), rbm_visible.csv, rbm_hidden.csv and prints the exact share of the six patterns

Weights are for bits of +-1: E = -sum W v h - sum a v - sum b h. G. E. Hinton, Neural Comput. 14, 1771 (2002). Needs numpy.
"""
import itertools
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
patterns = np.array([p for p in itertools.product((-1, 1), repeat=4)
                     if (p[0] == p[1] and p[2] == p[3]) or (p[0] == p[2] and p[1] == p[3])], float)


def share(W, a, b):
    """Exact probability of the patterns, hidden bits summed over."""
    v = np.array(list(itertools.product((-1, 1), repeat=4)), float)
    good = np.array([any((u == p).all() for p in patterns) for u in v])
    weight = np.exp(v @ a) * np.prod(2 * np.cosh(v @ W + b), axis=1)
    return weight[good].sum() / weight.sum()


def train(seed, steps=1200, eta=0.05):
    draw = np.random.default_rng(seed)
    W, a, b = draw.normal(0, 0.05, (4, 6)), np.zeros(4), np.zeros(6)
    bit = lambda x: np.where(draw.random(x.shape) < 0.5 * (1 + np.tanh(x)), 1.0, -1.0)
    for _ in range(steps):
        v = patterns[draw.integers(0, len(patterns), 12)]
        h = bit(v @ W + b)
        v1 = bit(h @ W.T + a)
        h1 = np.tanh(v1 @ W + b)
        h0 = np.tanh(v @ W + b)
        W += eta * (v.T @ h0 - v1.T @ h1) / len(v)
        a += eta * (v - v1).mean(0)
        b += eta * (h0 - h1).mean(0)
    return W, a, b


W, a, b = train(1)
W, a, b = W.round(4), a.round(4), b.round(4)
np.savetxt(os.path.join(here, "rbm.csv"), W, fmt="%.4f", delimiter=",")
np.savetxt(os.path.join(here, "rbm_visible.csv"), a, fmt="%.4f")
np.savetxt(os.path.join(here, "rbm_hidden.csv"), b, fmt="%.4f")
print("patterns", len(patterns), "share", share(W, a, b), "untrained", 6 / 16)
print("codes", [int(sum((x > 0) << i for i, x in enumerate(p))) for p in patterns])
