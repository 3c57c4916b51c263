"""Peer of the simulators: the thermal neuristor of bench/c/neuristor.c as a vectorised numpy loop.

Model and constants: Zhang et al., Nat. Commun. 15, 6986 (2024), 10.1038/s41467-024-51254-4.
Usage: neuristor_numpy.py INSTANCES STEPS WARM COLUMNS, as the C loop; prints spikes and device-steps per second of processor time.
"""
import json
import sys
import time

import numpy as np

n, steps, warm, columns = (int(word) for word in sys.argv[1:5])
r0, ea, rm, tc, w = 5.35882879e-3, 5220.47417, 1286.3165, 332.805839, 7.19357064
beta, gamma, c, ch, g = 0.252796285, 0.956269682, 145.34619293e-12, 49.62776831e-12, 0.20558726e-3
rl, t0, dt, coupling = 12e3, 325.0, 10e-9, 4.11e-6
i = np.arange(n)
vin = np.full(1, 12.0) if n == 1 else 10.5 + (4.5 * ((i * 0.6180339887498949) % 1) if columns else i * (4.5 / (n - 0.5)))
v, t, sign = np.zeros(n), np.full(n, 340.0 if columns else 325.0), np.ones(n)
tr, tpr, tlast, current = np.full(n, 324.9), np.zeros(n), np.full(n, 324.9), np.zeros(n)
heat = np.zeros(n)
spikes = 0


def proximity(tk):
    x = np.where(tpr == 0, 1e3, (tk - tr) / tpr)
    return tpr * 0.5 * (1 - np.sin(gamma * x)) * (1 + np.tanh(np.pi**2 - 2 * np.pi * x))


with np.errstate(all="ignore"):
    for k in range(warm + steps):
        if k == warm:
            start = time.process_time()
        if columns and n > 1:
            sheet = t.reshape(-1, columns)
            rows = np.roll(sheet, 1, 0) + np.roll(sheet, -1, 0) + np.roll(sheet, 1, 1) + np.roll(sheet, -1, 1)
            heat = coupling * (rows - 4 * sheet).reshape(-1)
        tk = np.clip(t, 305, 370)
        f = 0.5 + 0.5 * np.tanh(beta * (sign * w / 2 + tc - tk - proximity(tk)))
        now = v / (r0 * np.exp(ea / tk) * f + rm)
        spikes += int(np.count_nonzero((current < 1.5e-3) & (now >= 1.5e-3)))
        current = now
        v, t = v + dt / c * ((vin - v) / rl - now), t + dt / ch * (v * now - g * (t - t0) + heat)
        tk = np.clip(t, 305, 370)
        moved = np.abs(tk - tlast) > 0.01
        turned = moved & (np.sign(tk - tlast) != sign)
        tp = proximity(tk)
        tpr = np.where(turned, -sign * w + tp, tpr)
        tr = np.where(turned, tk, tr)
        sign = np.where(moved, np.sign(tk - tlast), sign)
        tlast = np.where(moved, tk, tlast)
seconds = time.process_time() - start
print(json.dumps({"spikes": spikes, "stepsPerSecond": n * steps / seconds}))
