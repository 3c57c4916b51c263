"""Dipolar couplings of artificial spin ice from the places of its islands, and what enumeration says.

    python3 make_ice.py              writes the CSV files beside it and prints energies and shares

Energy of a pair of point dipoles along fixed axes e: D / r^3 (e.e' - 3 (e.r)(e'.r)) s s', in units of D; J = -that / (s s').
"""
import math
import os
from itertools import combinations

here = os.path.dirname(os.path.abspath(__file__))


def couplings(islands):
    pairs = []
    for (a, (p, e)), (b, (q, f)) in combinations(enumerate(islands), 2):
        dx, dy = q[0] - p[0], q[1] - p[1]
        r = math.hypot(dx, dy)
        dx, dy = dx / r, dy / r
        dot = e[0] * f[0] + e[1] * f[1]
        pairs.append((a, b, -(dot - 3 * (e[0] * dx + e[1] * dy) * (f[0] * dx + f[1] * dy)) / r**3))
    return pairs


def square(n):
    """Islands on the edges of an open lattice of n x n plaquettes, along those edges."""
    flat = [((i + 0.5, j), (1.0, 0.0)) for j in range(n + 1) for i in range(n)]
    upright = [((i, j + 0.5), (0.0, 1.0)) for j in range(n) for i in range(n + 1)]
    return flat + upright


def ring(n, radius):
    """Islands on the edges of a polygon of edge 1, along those edges."""
    turn = 2 * math.pi / n
    return [((radius * math.cos(turn * i), radius * math.sin(turn * i)), (-math.sin(turn * i), math.cos(turn * i)))
            for i in range(n)]


def two_hexagons():
    r = math.sqrt(3) / 2
    first = ring(6, r)
    second = [((x + 2 * r, y), e) for (x, y), e in first]
    far = [one for one in second if all(math.hypot(one[0][0] - p[0], one[0][1] - p[1]) > 1e-9 for p, _ in first)]
    return first + far


def states(n, pairs):
    for number in range(2**n):
        spin = [1 if number >> i & 1 else -1 for i in range(n)]
        yield number, -sum(j * spin[a] * spin[b] for a, b, j in pairs)


vertices = {
    "ice_square": [((0.5, 0.0), (1.0, 0.0)), ((-0.5, 0.0), (1.0, 0.0)), ((0.0, 0.5), (0.0, 1.0)), ((0.0, -0.5), (0.0, 1.0))],
    "ice_kagome": [((0.5 * math.cos(t), 0.5 * math.sin(t)), (math.cos(t), math.sin(t))) for t in (math.pi / 2, 7 * math.pi / 6, 11 * math.pi / 6)],
    "ice_plaquettes": square(2),
    "ice_hexagon": ring(6, math.sqrt(3) / 2),
    "ice_hexagons": two_hexagons(),
}

for name, islands in vertices.items():
    pairs = couplings(islands)
    with open(os.path.join(here, f"{name}.csv"), "w") as file:
        file.write("from,to,J\n")
        file.writelines(f"{a},{b},{j:.12g}\n" for a, b, j in pairs if abs(j) > 1e-12)
    levels = {}
    for number, energy in states(len(islands), pairs):
        levels.setdefault(round(energy, 6), []).append(number)
    lowest = sorted(levels)[:4]
    print(name, len(islands), "islands:", ", ".join(f"{e} x {len(levels[e])}" for e in lowest))
    if len(islands) <= 4:
        for kT in (2, 5, 10):
            z = sum(len(s) * math.exp(-e / kT) for e, s in levels.items())
            print("  kT", kT, {e: round(len(s) * math.exp(-e / kT) / z, 5) for e, s in sorted(levels.items())})
        print("  states", {e: s for e, s in sorted(levels.items())})
