"""Integrates the equations of the published models of this folder with plain loops and writes references.csv.

The equations are written out here by hand, in the circuits of the `.qnm` files; nothing is shared with the import or with qnm.
Runge and Kutta's classical rule, with steps finer than those of the circuits. `python3 integrate.py [--check]`.
"""

import sys
from math import exp, pi, sin, sinh, sqrt, tanh
from pathlib import Path

Q, K = 1.602176634e-19, 1.380649e-23


def run(rate, state, step, steps, look):
    """Integrates `rate(t, state)`; calls `look(t, state)` after each step."""
    for n in range(steps):
        t = n * step
        a = rate(t, state)
        b = rate(t + step / 2, [x + step / 2 * d for x, d in zip(state, a)])
        c = rate(t + step / 2, [x + step / 2 * d for x, d in zip(state, b)])
        d = rate(t + step, [x + step * k for x, k in zip(state, c)])
        state = [x + step / 6 * (p + 2 * q + 2 * r + s) for x, p, q, r, s in zip(state, a, b, c, d)]
        look(t + step, state)
    return state


def hys():
    """tau ds/dt = v - s^3 + s; i = v / R (1 + tanh(k s))"""
    tau, resistance, k = 1e-5, 1e3, 1.0

    def drive(t):
        return sin(2 * pi * 1e3 * t)

    seen, charge = [], [0.0]
    step, steps = 0.05e-6, 40_000

    def look(t, state):
        seen.append(state[0])
        charge[0] += drive(t) / resistance * (1 + tanh(k * state[0]))

    last = run(lambda t, s: [(drive(t) - s[0] ** 3 + s[0]) / tau], [0.0], step, steps, look)
    return {"top": max(seen), "state": last[0], "mean": charge[0] / steps}


def jj():
    """C dv/dt = I - v/R - Ic sin(phi) - v/Rsub (below the gap), dphi/dt = 2e/hbar v"""
    critical, scale = 1e-4, 0.1
    capacitance, subgap = 1e-3 * 7e-10 * scale, 16.5 / scale
    flux = 3.291059785e-16  # Wb, as the file has it: hbar / 2e

    def rate(_, s):
        v, phi = s
        assert abs(v) < 2.6e-3 - 0.04e-3
        return [(200e-6 - v / 5 - critical * sin(phi) - v / subgap) / capacitance, (v - 1e-12) / flux]

    total = [0.0, 0]

    def look(t, state):
        if t > 50e-12:
            total[0] += state[0]
            total[1] += 1

    run(rate, [0.0, 0.0], 5e-15, 40_000, look)
    return {"v": total[0] / total[1]}


def rram_v_1_0_0():
    """dg/dt = -v0 exp(-q Ea / k T) sinh(gamma a0 / L q V / k T), T from the Joule heat, i = I0 exp(-g/g0) sinh(V/V0)"""
    v = -1.3

    def current(gap):
        return 1e-3 * exp(-gap / 0.25e-9) * sinh(v / 0.25)

    def rate(_, s):
        gap = min(max(s[0], 2e-10), 17e-10)
        kelvins = 298 + abs(v * current(gap)) * 2.1e3
        enhancement = 16 - 0.8 * (gap / 1e-9) ** 3
        if enhancement * abs(v) / 12e-9 < 1.4e9:
            return [0.0]
        kt = K * kelvins
        return [-10 * exp(-Q * 0.6 / kt) * sinh(enhancement * 0.25 / 12 * Q * v / kt)]

    gap = run(rate, [2e-10], 2.5e-12, 40_000, lambda t, s: None)[0]
    return {"gap": gap, "i": current(gap)}


def rram_v0():
    """As above with a smooth boundary; exponentials go on as lines beyond log10(1e18), as the file has it"""
    slope = 1e18
    thermal = 8.617333262e-5 * 300.15

    def bounded(x):
        return exp(x) if x <= 18 else slope + slope * (x - 18)

    def hyperbolic(x):
        return (bounded(x) - bounded(-x)) / 2

    def smooth(x):
        return (x / sqrt(x * x + 1e-8) + 1) / 2

    def drive(t):
        return 1.4 * sin(2 * pi * 1e3 * t)

    def rate(t, s):
        gap = s[0]
        move = -150 * bounded(-1.5 / thermal) * hyperbolic(drive(t) * (16.5 - 1.25 * gap**3) * 0.25 / (5 * thermal))
        low = (bounded(50 * (0.1 - gap)) - move) * smooth(0.1 - gap)
        high = (-bounded(50 * (gap - 1.7)) - move) * smooth(gap - 1.7)
        return [1e9 * (move + low + high)]

    seen = [[], []]

    def look(t, state):
        seen[0].append(state[0])
        v = drive(t)
        seen[1].append(6.14e-5 * bounded(-state[0] / 0.2751) * hyperbolic(v / 0.43) + 1e-12 * v)

    run(rate, [1.0], 25e-9, 80_000, look)
    return {"low": min(seen[0]), "high": max(seen[0]), "i": max(seen[1])}


def photodiode():
    """C dv/dt = (V - v) / R + i_photo - i_diode - v / Rsh: where it stands still, by bisection"""
    kelvins, nominal = 300.15, 300.0
    gap = 1.16 - 7.02e-4 * nominal**2 / (1108 + nominal)
    thermal, of_table = K * kelvins / Q, 8.617333262e-5 * kelvins
    dark = 0.34e-12 * (kelvins / nominal) ** (3 / 1.35) * exp(-gap / of_table * (1 - kelvins / nominal))

    def still(watts):
        photo = watts * 80 * 900 / 1.2398e5

        def sum_of(v):
            knee = -5 * 1.35 * K * 300 / Q
            diode = dark * (exp(v / (1.35 * thermal)) - 1) + 1e-12 * v if v > knee else -dark + 1e-12 * v
            return (-5 - v) / (1e3 + 1e-10) + photo - diode - v / 5e8

        low, high = -10.0, 0.5
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if sum_of(middle) > 0 else (low, middle)
        return low

    return {"dark": still(0.0), "lit": still(1e-3)}


def main():
    models = [hys, jj, photodiode, rram_v0, rram_v_1_0_0]
    lines = ["model,measure,value"]
    for model in models:
        lines += [f"{model.__name__},{name},{value:.9g}" for name, value in model().items()]
    text = "\n".join(lines) + "\n"
    path = Path(__file__).with_name("references.csv")
    if "--check" not in sys.argv:
        path.write_text(text)
        return
    stored, found = ([line.split(",") for line in t.split()[1:]] for t in (path.read_text(), text))
    # the last digits belong to the exponential of the machine
    same = [a[:2] == b[:2] and abs(float(a[2]) / float(b[2]) - 1) < 1e-6 for a, b in zip(stored, found)]
    sys.exit(0 if len(stored) == len(found) and all(same) else f"references.csv is not what this file gives:\n{text}")


main()
