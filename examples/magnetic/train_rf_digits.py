"""Train the chains of spin diodes of rf_digits.qnm on the 8x8 handwritten digits that scikit-learn ships, and write their CSV files.

    python3 -m venv venv && venv/bin/pip install -r ../digits/requirements.txt && venv/bin/python train_rf_digits.py

A pixel is the power of a tone, 64 tones from 50 MHz in steps of 6 %; a digit is a chain of 64 diodes in series, of half width 1 % of their frequency,
diode k tuned to f_k - z_k w_k. Every diode hears every tone: what a tone gives in a chain is the sum over its diodes of 2 u / (u^2 + 1), u the
detuning in half widths. Trained are the z and a bias, by Adam on the cross entropy with all neighbours in, as N. Leroux et al. do, Phys. Rev. Applied
15, 034067 (2021), 10.1103/PhysRevApplied.15.034067. Data: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits" (UCI), as
`sklearn.datasets.load_digits`.
"""

import numpy as np
from sklearn.datasets import load_digits

TRAIN = 1400
SHOWN = 100  # test images that the circuit is shown
GAIN = 4.0  # of the amplifier behind the chains

images, labels = load_digits(return_X_y=True)
order = np.random.default_rng(0).permutation(len(images))
images, labels = images[order] / 16.0, labels[order]
train_x, test_x, train_y, test_y = images[:TRAIN], images[TRAIN:], labels[:TRAIN], labels[TRAIN:]
one_hot = np.eye(10)

tone = 50e6 * 1.06 ** np.arange(64)
width = 0.01 * tone


def response(z):
    """[tone, digit]: what one unit of power of a tone gives in a chain; and its slope over each z, [tone, diode, digit]."""
    u = (tone[:, None, None] - tone[None, :, None] + (z * width[:, None])[None]) / width[None, :, None]
    return (2 * u / (u * u + 1)).sum(axis=1), 2 * (1 - u * u) / (u * u + 1) ** 2


generator = np.random.default_rng(3)
parts = [generator.normal(0, 0.1, (64, 10)), np.zeros(10)]
moments = [[np.zeros_like(p), np.zeros_like(p)] for p in parts]
score = lambda x: x @ response(parts[0])[0] + parts[1]
for step in range(1, 6001):
    batch = generator.choice(TRAIN, 200, replace=False)
    x, wanted = train_x[batch], one_hot[train_y[batch]]
    weights, slopes = response(parts[0])
    out = GAIN * (x @ weights + parts[1])
    likely = np.exp(out - out.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    error = GAIN * (likely - wanted) / len(x)
    of_weights = x.T @ error
    gradients = [np.einsum("ij,ikj->kj", of_weights, slopes), error.sum(axis=0)]
    rate = 0.02 if step < 3000 else 0.002
    for p, g, (first, second) in zip(parts, gradients, moments):
        first *= 0.9
        first += 0.1 * g
        second *= 0.999
        second += 0.001 * g * g
        p -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)

parts[0] = np.round(parts[0], 4)
parts[1] = np.round(parts[1], 4)
share = lambda x, y: (score(x).argmax(axis=1) == y).mean()
print(f"training {share(train_x, train_y):.4f}, test ({len(test_x)}) {share(test_x, test_y):.4f}")
print(f"the {SHOWN} shown: {share(test_x[:SHOWN], test_y[:SHOWN]):.4f}")
out = np.sort(score(test_x[:SHOWN]), axis=1)
print(f"largest |out| {np.abs(score(test_x)).max():.2f}, smallest margin of those shown {(out[:, -1] - out[:, -2]).min():.4f}")
lines = lambda x, digits: "\n".join(",".join(f"{value:.{digits}f}" for value in row) for row in x) + "\n"
open("rf_digits_z.csv", "w").write(lines(parts[0], 4))
open("rf_digits_response.csv", "w").write(lines(response(parts[0])[0], 6))
open("rf_digits_bias.csv", "w").write(lines([parts[1]], 4))
open("rf_digits_images.csv", "w").write(lines(test_x[:SHOWN] * 16, 0))
open("rf_digits_labels.csv", "w").write(lines(one_hot[test_y[:SHOWN]], 0))
open("rf_digits_test.csv", "w").write(lines(test_x * 16, 0))
open("rf_digits_test_labels.csv", "w").write(lines(one_hot[test_y], 0))
open("rf_digits_taught.csv", "w").write(lines(train_x * 16, 0))
open("rf_digits_taught_labels.csv", "w").write(lines(one_hot[train_y], 0))
