"""Networks for equilibrium_gradient.qnm: weights, and the gradient of the loss by finite differences.

    python3 gradients_eqprop.py      writes gradient_first.csv and gradient_second.csv and prints, for beta 0.1, 0.03 and 0.01, what a plain loop
                                     makes of the estimates, first one-sided, then symmetric: cosine with the gradient and error, a part of it

Ten networks of 2, 5 and 1 units, weights uniform in +-sqrt(6 / (inputs + outputs)), no bias; the table of exclusive or. The loss is the mean over the four rows of
(u - y)^2 / 2 at the free fixed point, so `g` = -d loss / d w, by central differences of 1e-4. Needs numpy.
"""
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
nets, hidden = 10, 5
rho = lambda u: 1 / (1 + np.exp(-(4 * u - 2)))
slope = lambda u: 4 * rho(u) * (1 - rho(u))
rows = np.array([[r % 2, r // 2] for r in range(4)], float)
wanted = np.array([0.0, 1.0, 1.0, 0.0])
shown = rho(rows)


def settle(w1, w2, beta=0.0, start=None):
    """Fixed point for each row, from `start` or from rest: what the hidden units and the output are."""
    h, o = (np.zeros((4, hidden)), np.zeros(4)) if start is None else start
    for _ in range(4000):
        h_new = slope(h) * (shown @ w1 + np.outer(rho(o), w2)) - h
        o_new = slope(o) * (rho(h) @ w2) - o + beta * (wanted - o)
        h, o = h + 0.25 * h_new, o + 0.25 * o_new
        if max(abs(h_new).max(), abs(o_new).max()) < 1e-13:
            break
    return h, o


def unpack(p):
    return p[: 2 * hidden].reshape(2, hidden), p[2 * hidden :]


def loss(p):
    return ((settle(*unpack(p))[1] - wanted) ** 2).mean() / 2


def products(p, beta):
    """Mean over the rows of the products at the ends of each weight."""
    h, o = settle(*unpack(p), beta, settle(*unpack(p)))
    return np.concatenate([(shown.T @ rho(h) / 4).ravel(), (rho(h) * rho(o)[:, None]).mean(0)])


def main():
    draw = np.random.default_rng(1)
    edges = {"first": [], "second": []}
    for net in range(nets):
        p = np.concatenate([draw.uniform(-1, 1, 2 * hidden) * np.sqrt(6 / (2 + hidden)), draw.uniform(-1, 1, hidden) * np.sqrt(6 / (hidden + 1))]).round(5)
        g = np.array([(loss(p - d) - loss(p + d)) / 2e-4 for d in np.eye(len(p)) * 1e-4])
        w1, w2 = unpack(p)
        g1, g2 = unpack(g)
        edges["first"] += [(2 * net + i, hidden * net + j, w1[i, j], g1[i, j], net) for i in range(2) for j in range(hidden)]
        edges["second"] += [(hidden * net + j, net, w2[j], g2[j], net) for j in range(hidden)]
        said = []
        for beta in (0.1, 0.03, 0.01):
            free, up, down = (products(p, b) for b in (0, beta, -beta))
            for e in ((up - free) / beta, (up - down) / (2 * beta)):
                said.append(f"{e @ g / np.sqrt(e @ e * (g @ g)):.8f} {np.linalg.norm(e - g) / np.linalg.norm(g):.2e}")
        print(net, f"|g| {np.linalg.norm(g):.4f}", "; ".join(said))
    for name, lines in edges.items():
        with open(os.path.join(here, f"gradient_{name}.csv"), "w") as file:
            file.write("from,to,w,g,net\n" + "".join(f"{a},{b},{w:.5f},{g:.9f},{n}\n" for a, b, w, g, n in lines))


main()
