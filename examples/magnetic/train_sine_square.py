"""Train the readout of sine_square.qnm and write its CSV files.

    python3 -m venv venv && venv/bin/pip install -r ../digits/requirements.txt && venv/bin/python train_sine_square.py

The amplitude of one oscillator, t0 x' = (I / I_th - 1) x - x^3, follows a signal of 8 samples a period, sine or square at random, each sample multiplied by
a mask of 24 signs that last 20 ns each. From the 24 amplitudes of a sample a line, fitted by least squares (ridge), says which of the two it
is: J. Torrejon et al., Nature 547, 428 (2017), 10.1038/nature23011. Heun steps of 5 ns, as the circuit makes them.
"""

import numpy as np

NODES, SAMPLES, STEPS = 24, 8, 4  # a sample, a period, a node
TRAIN, TEST = 160, 40  # periods
T0, DT, MEAN, SWING = 100.0, 5.0, 1.8, 0.6  # ns, ns, in units of the threshold

generator = np.random.default_rng(5)
mask = generator.choice([-1.0, 1.0], NODES)
is_square = generator.integers(0, 2, TRAIN + TEST)
phase = 2 * np.pi * np.arange(SAMPLES) / SAMPLES
waves = [np.sin(phase), np.where(np.arange(SAMPLES) < SAMPLES // 2, 1.0, -1.0)]
signal = np.concatenate([waves[kind] for kind in is_square]).round(6)
label = np.repeat(2.0 * is_square - 1, SAMPLES)


def amplitudes(signal):
    """[sample, node]: x at the end of every node."""
    x, seen = np.sqrt(MEAN - 1), np.empty((len(signal), NODES))
    for n, u in enumerate(signal):
        for k in range(NODES):
            grow = MEAN + SWING * mask[k] * u - 1
            rate = lambda x: (grow * x - x**3) / T0
            for _ in range(STEPS):
                first = rate(x)
                x += DT / 2 * (first + rate(x + DT * first))
            seen[n, k] = x
    return seen


with_one = lambda x: np.hstack([x, np.ones((len(x), 1))])
edge = TRAIN * SAMPLES
seen, test = with_one(amplitudes(signal[:edge])), with_one(amplitudes(signal[edge:]))
line = np.linalg.solve(seen.T @ seen + 0.1 * np.eye(NODES + 1), seen.T @ label[:edge])
line = line.round(3)
said = test @ line
share = lambda said, label: (np.sign(said) == label).mean()
raw = with_one(signal[:edge, None])
plain = np.linalg.lstsq(raw, label[:edge], rcond=None)[0]
print(f"samples: training {share(seen @ line, label[:edge]):.4f}, test {share(said, label[edge:]):.4f}, a line through the signal itself {share(with_one(signal[edge:, None]) @ plain, label[edge:]):.4f}")
print(f"periods: {share(said.reshape(-1, SAMPLES).mean(axis=1), label[edge::SAMPLES]):.4f}; smallest |sum| {np.abs(said.reshape(-1, SAMPLES).sum(axis=1)).min():.4f}")
print(f"smallest |said| {np.abs(said).min():.5f}, largest weight {np.abs(line).max():.3f}, bias {line[-1]:.3f}, largest partial sum {np.abs(np.cumsum(test * line, axis=1)).max():.2f}")

open("sine_square_nodes.csv", "w").write("k[1],w[1]\n" + "".join(f"{k},{line[k]:.3f}\n" for k in range(NODES)))
open("sine_square_mask.csv", "w").write("k[1],m[1]\n" + "".join(f"{k},{mask[k]:.0f}\n" for k in range(NODES)))
at = lambda n: f"{n * NODES * STEPS * DT / 1000:.3f}"
for name, values in (("signal", signal), ("label", label)):
    open(f"sine_square_{name}.csv", "w").write("t[us],u[1]\n" + "".join(f"{at(n)},{v:g}\n" for n, v in enumerate(values[edge:])))
