"""Masks and readouts for short_memory.qnm: what a time-multiplexed oscillator remembers.

    python3 train_sto.py      writes sto_mask.csv, sto_memory1.csv, sto_memory2.csv, sto_parity1.csv, sto_parity2.csv and prints the capacities on other bits

p' = 2 G (z (1 - p) - (1 + p)) p, z = 1.6 + 0.4 mask(k) bit, 50 pieces a bit of 0.2, 0.05 and 0.02 / G, Heun with 4 steps a piece. Readout d of the memory wants the bit of d
bits ago, that of the parity the product of the bits from now to d bits ago. Ridge 1e-5, 4000 bits to train and 2000 to test. Files
end on d; row k + 50 s is the weight of piece k, spacing number s. Needs numpy.
"""
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
pieces, delays, train, test = 50, 2, 4000, 2000


def run(bits, mask, spacing, steps=4):
    """Amplitudes at the ends of the pieces, one row a bit."""
    p, rows, step = 0.25, np.empty((len(bits), pieces)), spacing / steps
    slope = lambda p, z: 2 * (z * (1 - p) - (1 + p)) * p
    for n, bit in enumerate(bits):
        for k in range(pieces):
            z = 1.6 + 0.4 * mask[k] * bit
            for _ in range(steps):
                f = slope(p, z)
                p += step / 2 * (f + slope(p + step * f, z))
            rows[n, k] = p
    return rows


def main():
    draw = np.random.default_rng(3)
    mask = np.where(draw.random(pieces) < 0.5, -1.0, 1.0)
    out = {"memory": [], "parity": []}
    for spacing in (0.2, 0.05, 0.02):
        bits = np.where(draw.random(train + test) < 0.5, -1.0, 1.0)
        rows = np.hstack([run(bits, mask, spacing), np.ones((len(bits), 1))])
        for task in out:
            line = []
            for d in range(1, delays + 1):
                lag = [np.concatenate([np.ones(i), bits[: len(bits) - i]]) for i in range(d + 1)]
                want = lag[d] if task == "memory" else np.prod(lag, axis=0)
                A = rows[50:train]
                w = np.linalg.solve(A.T @ A + 1e-5 * np.eye(pieces + 1), A.T @ want[50:train])
                w = np.array([float(f"{x:.6g}") for x in w])
                line.append(np.corrcoef(rows[train:] @ w, want[train:])[0, 1] ** 2)
                out[task].append(w)
            print(spacing, task, " ".join(f"{r:.4f}" for r in line), f"sum {sum(r for r in line if r > 0.01):.4f}", f"weights up to {max(abs(w).max() for w in out[task][-delays:]):.3g}")
    with open(os.path.join(here, "sto_mask.csv"), "w") as file:
        file.write("k[1],m[1]\n" + "".join(f"{k},{m:g}\n" for k, m in enumerate(mask)))
    for task, lines in out.items():
        for d in range(delays):
            with open(os.path.join(here, f"sto_{task}{d + 1}.csv"), "w") as file:
                weights = np.concatenate([w[:-1] for w in lines[d::delays]])
                file.write("k[1],w[1]\n" + "".join(f"{k},{w:.6g}\n" for k, w in enumerate(weights)))
        print(task, "biases, a row for each spacing", [[float(f"{w[-1]:.6g}") for w in lines[delays * s :][:delays]] for s in range(3)])


main()
