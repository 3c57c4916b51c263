"""Bonds and fields of logic that runs both ways, and what every state weighs, by going through all of them.

    python3 make_logic.py      writes logic_xor.csv, logic_adder.csv, logic_multiplier.csv and prints fields and exact shares

A relation of bits x of 0 and 1 is a square that is 0 for its valid lines alone: (x + y - z - 2 a)^2 for z = x xor y with a = x and y; (x + y + c - s - 2 k)^2 for a full
adder; an AND is 3 z + x y - 2 x z - 2 y z. With m = 2 x - 1 these are bonds J (above the diagonal) and fields h: E = -sum of J m m - sum of h m. Needs numpy.
"""
import itertools
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def spins(n, squares, ands=()):
    Q, L = np.zeros((n, n)), np.zeros(n)
    for square in squares:
        for i, a in square.items():
            L[i] += a * a
        for (i, a), (j, b) in itertools.combinations(square.items(), 2):
            Q[min(i, j), max(i, j)] += 2 * a * b
    for x, y, z in ands:
        L[z] += 3
        for i, j, a in ((x, y, 1), (x, z, -2), (y, z, -2)):
            Q[min(i, j), max(i, j)] += a
    return 0 - Q / 4, 0 - L / 2 - (Q.sum(0) + Q.sum(1)) / 4


def shares(J, h, I0):
    S = 1 - 2 * ((np.arange(2 ** len(h))[:, None] >> np.arange(len(h))) & 1).astype(float)
    E = -np.einsum("ki,ij,kj->k", S, J, S) - S @ h
    weight = np.exp(-I0 * (E - E.min()))
    return S > 0, E, weight / weight.sum()


def tell(name, J, h, I0):
    bits, E, p = shares(J, h, I0)
    lowest = E < E.min() + 1e-9
    print(f"{name}: h {h.tolist()}, I0 {I0}: lowest {E.min()}, {lowest.sum()} states, share {p[lowest].sum():.5f}, <E> {p @ E:.5f}")
    return bits, p


def main():
    machines = {
        "xor": spins(4, [{0: 1, 1: 1, 2: -1, 3: -2}]),
        "adder": spins(5, [{0: 1, 1: 1, 2: 1, 3: -1, 4: -2}]),
        # a0 a1 b0 b1, a0 b0, a1 b0, a0 b1, a1 b1, second bit and its carry, third and fourth
        "multiplier": spins(12, [{5: 1, 6: 1, 8: -1, 9: -2}, {7: 1, 9: 1, 10: -1, 11: -2}], [(0, 2, 4), (1, 2, 5), (0, 3, 6), (1, 3, 7)]),
    }
    for name, (J, h) in machines.items():
        np.savetxt(os.path.join(here, f"logic_{name}.csv"), J, "%g", delimiter=",")
        tell(name, J, h, 1 if name != "multiplier" else 2)
    J, h = machines["multiplier"]
    held = np.zeros(12)
    held[[4, 8, 10, 11]] = [-20, 20, 20, -20]  # the product is 6: 0, 1, 1, 0 from the first bit on
    bits, p = tell("multiplier held at 6", J, h + held, 2)
    a, b = bits[:, 0] + 2 * bits[:, 1], bits[:, 2] + 2 * bits[:, 3]
    for pair in ((2, 3), (3, 2), (1, 3), (3, 3)):
        print(pair, f"{p[(a == pair[0]) & (b == pair[1])].sum():.5f}")


main()
