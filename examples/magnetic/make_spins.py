"""Couplings of the Ising machines, and what exhaustive enumeration says about them.

    python3 make_spins.py            writes the CSV files beside it and prints the figures that the .qnm files expect

Only the standard library is used; the largest instance has 2^16 states.
"""
import math
import os
from itertools import combinations

here = os.path.dirname(os.path.abspath(__file__))


def write(name, pairs):
    with open(os.path.join(here, name), "w") as file:
        file.write("from,to,J\n")
        file.writelines(f"{a},{b},{j}\n" for a, b, j in pairs)


def energies(n, pairs):
    """Energy -sum J m m of every state; bit i of its number says whether spin i points up."""
    found = []
    for state in range(2**n):
        spin = [1 if state >> i & 1 else -1 for i in range(n)]
        found.append(-sum(j * spin[a] * spin[b] for a, b, j in pairs))
    return found


def petersen():
    return [p for i in range(5) for p in ((i, (i + 1) % 5, -1), (i, i + 5, -1), (5 + i, 5 + (i + 2) % 5, -1))]


def moebius(n):
    return [(i, (i + 1) % n, -1) for i in range(n)] + [(i, i + n // 2, -1) for i in range(n // 2)]


def all_to_all(n, x):
    """Signs of a linear congruential generator: +1 where bit 16 is set."""
    pairs = []
    for a, b in combinations(range(n), 2):
        x = (1103515245 * x + 12345) % 2**31
        pairs.append((a, b, 1 if x >> 16 & 1 else -1))
    return pairs


def torus(n):
    return [p for i in range(n) for j in range(n)
            for p in ((i * n + j, i * n + (j + 1) % n, 1), (i * n + j, (i + 1) % n * n + j, 1))]


def main():
    for name, n, pairs in (("petersen", 10, petersen()), ("moebius8", 8, moebius(8)), ("moebius16", 16, moebius(16)),
                           ("all14", 14, all_to_all(14, 7)), ("all16", 16, all_to_all(16, 11))):
        write(f"{name}.csv", pairs)
        found = energies(n, pairs)
        lowest = min(found)
        print(f"{name}: {len(pairs)} edges, ground {lowest} x {found.count(lowest)}", end="")
        for beta in (0.1, 0.2, 0.3, 0.5):
            z = sum(math.exp(-beta * e) for e in found)
            mean = sum(e * math.exp(-beta * e) for e in found) / z
            print(f"; beta {beta}: <E> {mean:.4f}, P(ground) {found.count(lowest) * math.exp(-beta * lowest) / z:.5f}", end="")
        print()
    found = energies(16, torus(4))
    size = [abs(2 * bin(state).count("1") - 16) for state in range(2**16)]
    for beta in (0.2, 0.3, 0.4, 0.4406868, 0.5):
        weight = [math.exp(-beta * e) for e in found]
        z = sum(weight)
        shares = [sum(w for w, m in zip(weight, size) if m == k) / z for k in range(0, 17, 2)]
        mean_e = sum(w * e for w, e in zip(weight, found)) / z
        mean_m = sum(w * m for w, m in zip(weight, size)) / z
        print(f"torus beta {beta}: e {mean_e / 16:.6f}, |M| {mean_m / 16:.6f}, P(|M| = 0, 2 .. 16)", *(f"{s:.6f}" for s in shares))


if __name__ == "__main__":
    main()
