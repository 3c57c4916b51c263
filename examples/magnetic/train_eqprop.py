"""Equilibrium propagation on the 8 x 8 digits of scikit-learn: 64 pixels, 64 hidden units, 10 outputs.

    python3 train_eqprop.py          writes digits*.csv and prints the accuracy of training, of the test, and of the images that the .qnm file runs

s' = -s + rho'(s) (W rho(s) + b) + beta (y - s) on outputs, rho(u) = 1 / (1 + exp(-(4 u - 2))), dW = eta / (2 beta) [rho rho (beta) - rho rho (-beta)].
B. Scellier, Y. Bengio, Front. Comput. Neurosci. 11, 24 (2017). Needs numpy and scikit-learn.
"""
import os

import numpy as np
from sklearn.datasets import load_digits

here = os.path.dirname(os.path.abspath(__file__))
images, hidden, outputs = 64, 64, 10


def rho(u):
    return 1 / (1 + np.exp(-(4 * u - 2)))


def relax(x, h, o, w, beta=0.0, y=None, steps=20, dt=0.5):
    for _ in range(steps):
        rh, ro = rho(h), rho(o)
        dh = -h + 4 * rh * (1 - rh) * (x @ w["xh"] + ro @ w["ho"].T + w["h"])
        do = -o + 4 * ro * (1 - ro) * (rh @ w["ho"] + w["o"])
        if beta:
            do += beta * (y - o)
        h, o = h + dt * dh, o + dt * do
    return h, o


def main():
    digits = load_digits()
    x, t = digits.data / 16, digits.target
    order = np.random.default_rng(0).permutation(len(x))
    x, t = x[order], t[order]
    x, (train, test) = rho(x), (slice(0, 1400), slice(1400, None))
    y = np.eye(outputs)[t]
    draw = np.random.default_rng(1)
    glorot = lambda a, b: draw.uniform(-1, 1, (a, b)) * np.sqrt(6 / (a + b))
    w = {"xh": glorot(images, hidden), "ho": glorot(hidden, outputs), "h": np.zeros(hidden), "o": np.zeros(outputs)}
    beta, batch = 0.5, 20
    for epoch in range(20):
        eta = 0.5 if epoch < 14 else 0.15
        for rows in np.array_split(draw.permutation(1400), 1400 // batch):
            zero = np.zeros((len(rows), hidden)), np.zeros((len(rows), outputs))
            free = relax(x[rows], *zero, w, steps=20)
            up = relax(x[rows], *free, w, beta, y[rows], steps=8)
            down = relax(x[rows], *free, w, -beta, y[rows], steps=8)
            (hu, ou), (hd, od) = [(rho(h), rho(o)) for h, o in (up, down)]
            n = eta / (2 * beta * len(rows))
            w["xh"] += n * (x[rows].T @ (hu - hd))
            w["ho"] += n * (hu.T @ ou - hd.T @ od)
            w["h"] += n * (hu - hd).sum(0)
            w["o"] += n * (ou - od).sum(0)
    w = {k: v.round(3) for k, v in w.items()}
    guess = lambda part: relax(x[part], np.zeros((len(x[part]), hidden)), np.zeros((len(x[part]), outputs)), w, steps=60)[1].argmax(1)
    print("train", (guess(train) == t[train]).mean(), "test", (guess(test) == t[test]).mean())
    for n in (24, 100):
        print("shown", n, (guess(slice(1400, 1400 + n)) == t[1400 : 1400 + n]).mean())
    save = lambda name, a, form="%.3f", of="digits": np.savetxt(os.path.join(here, f"{of}_{name}.csv"), a, fmt=form, delimiter=",")
    save("xh", w["xh"]), save("ho", w["ho"]), save("h", w["h"]), save("o", w["o"])
    for n, name in ((24, "digits"), (100, "digits100")):
        save("images", digits.data[order][1400 : 1400 + n], "%d", name)
        save("labels", y[1400 : 1400 + n], "%d", name)


main()
