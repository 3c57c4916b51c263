"""Weights of the reservoirs and of what is read from them.

    python3 train_reservoirs.py      writes ring_*.csv, narma*.csv and prints what a plain loop reaches

The order of updates is that of the circuits: nodes at t + 1 read the input and the nodes at t. Needs numpy.
"""
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
save = lambda name, a, form="%.5g": np.savetxt(os.path.join(here, name), a, fmt=form, delimiter=",")


def ring(n=20, r=0.9, delays=45):
    """Weights that are best for white input, from the exact covariance."""
    v = np.where(np.random.default_rng(5).random(n) < 0.5, -1.0, 1.0)
    move = r * np.roll(np.eye(n), 1, axis=0)
    traces = [v]
    for _ in range(2000):
        traces.append(move @ traces[-1])
    states = np.array(traces)  # row i: what an input of i steps ago has become
    covariance = states.T @ states
    weights = np.linalg.solve(covariance, states[:delays].T)
    capacity = np.einsum("ij,ji->i", states[:delays], weights)
    print("ring: exact capacities", capacity[0], capacity[1:].sum(), "of all", np.einsum("ij,ji->i", states, np.linalg.solve(covariance, states.T)).sum(), "weights up to", abs(weights).max())
    save("ring_nodes.csv", move.T, "%g")
    save("ring_in.csv", v[None, :], "%g")
    save("ring_out.csv", weights)
    save("ring_line.csv", np.eye(delays, k=1), "%g")


def narma(name="narma", n=100, train=4000, test=2000):
    draw = np.random.default_rng(2)
    W = draw.normal(0, 1, (n, n)) * (draw.random((n, n)) < 0.1)
    W = (W * 0.9 / abs(np.linalg.eigvals(W)).max()).round(4)
    into = np.where(draw.random(n) < 0.5, -0.1, 0.1)
    u = draw.random(train + test) * 0.5
    past, y = np.zeros(10), np.full(10, 0.2)
    x, rows, wanted = np.zeros(n), [], []
    for t in range(train + test):
        rows.append(x)  # the sum in step t reads the nodes at t; so does `off` the target at t
        wanted.append(y[0])
        new = min(0.3 * y[0] + 0.05 * y[0] * y.sum() + 1.5 * past[8] * u[t] + 0.1, 2)
        y = np.concatenate([[new], y[:-1]])
        past = np.concatenate([[u[t]], past[:-1]])
        x = np.tanh(W.T @ x + into * u[t])
    rows, wanted = np.array(rows), np.array(wanted)
    rows1 = np.hstack([rows, np.ones((len(rows), 1))])
    part = slice(200, train)
    A = rows1[part]
    out = np.linalg.solve(A.T @ A + 1e-5 * np.eye(n + 1), A.T @ wanted[part])
    out = np.array([float(f"{w:.5g}") for w in out])
    off = rows1[train:] @ out - wanted[train:]
    print(f"{name}: NRMSE", np.sqrt((off**2).mean()) / wanted[train:].std(), "weights up to", abs(out).max(), "mean", wanted.mean(), "std", wanted.std())
    save(f"{name}_nodes.csv", W, "%.4f")
    save(f"{name}_in.csv", into[None, :], "%g")
    save(f"{name}_out.csv", out[:-1, None])
    print(f"{name}: bias", out[-1])


ring()
narma()
narma("narma200", 200)
