"""Peer of the simulators: the thermal neuristor of bench/c/neuristor.c as a vectorised numpy loop.

Model and constants: Zhang et al., Nat. Commun. 15, 6986 (2024), 10.1038/s41467-024-51254-4.
Usage: neuristor_numpy.py INSTANCES STEPS; prints spikes and device-steps per second.
"""
import sys
import time

import numpy as np

n, steps = int(sys.argv[1]), int(sys.argv[2])
r0, ea, rm, tc, w = 5.35882879e-3, 5220.47417, 1286.3165, 332.805839, 7.19357064
beta, gamma, c, ch, g = 0.252796285, 0.956269682, 145.34619293e-12, 49.62776831e-12, 0.20558726e-3
rl, t0, dt = 12e3, 325.0, 10e-9
vin = np.linspace(10.5, 15, n) if n > 1 else np.full(1, 12.0)
v, t, sign = np.zeros(n), np.full(n, 325.0), np.ones(n)
tr, tpr, tlast, current = np.full(n, 324.9), np.zeros(n), np.full(n, 324.9), np.zeros(n)
spikes = 0
start = time.perf_counter()
with np.errstate(all="ignore"):
    for _ in range(steps):
        tk = np.clip(t, 305, 370)
        x = np.where(tpr == 0, 1e3, (tk - tr) / tpr)
        tp = tpr * 0.5 * (1 - np.sin(gamma * x)) * (1 + np.tanh(np.pi**2 - 2 * np.pi * x))
        f = 0.5 + 0.5 * np.tanh(beta * (sign * w / 2 + tc - tk - tp))
        i = v / (r0 * np.exp(ea / tk) * f + rm)
        spikes += int(np.count_nonzero((current < 1.5e-3) & (i >= 1.5e-3)))
        current = i
        v, t = v + dt / c * ((vin - v) / rl - i), t + dt / ch * (v * i - g * (t - t0))
        tk = np.clip(t, 305, 370)
        moved = np.abs(tk - tlast) > 0.01
        turned = moved & (np.sign(tk - tlast) != sign)
        x = np.where(tpr == 0, 1e3, (tk - tr) / tpr)
        tp = tpr * 0.5 * (1 - np.sin(gamma * x)) * (1 + np.tanh(np.pi**2 - 2 * np.pi * x))
        tpr = np.where(turned, -sign * w + tp, tpr)
        tr = np.where(turned, tk, tr)
        sign = np.where(moved, np.sign(tk - tlast), sign)
        tlast = np.where(moved, tk, tlast)
seconds = time.perf_counter() - start
print(f"spikes {spikes} device-steps/s {n * steps / seconds:.4g}")
