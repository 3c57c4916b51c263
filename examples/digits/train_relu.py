"""Train the network of relu_network.qnm on the 8x8 handwritten digits that scikit-learn ships, and write its CSV files.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python train_relu.py

A hidden layer of 24 rectifiers, trained in float64 with the sharp rectifier by gradient descent (Adam), then every weight is rounded to the steps of the
conductance of a memristor, `step`. Data: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits" (UCI Machine Learning
Repository), as `sklearn.datasets.load_digits`.
"""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HIDDEN = 24
SHOWN = 100  # test images that the circuit is shown
STEPS = 63  # conductance steps from 0 to the largest, of each of the two devices of a pair

images, labels = load_digits(return_X_y=True)
images = images / 16.0
train_x, test_x, train_y, test_y = train_test_split(images, labels, test_size=360, random_state=1, stratify=labels)
with_bias = lambda x: np.hstack([x, np.ones((len(x), 1))])
train_x, test_x = with_bias(train_x), with_bias(test_x)
one_hot = np.eye(10)

generator = np.random.default_rng(7)
weights = [generator.normal(0, 0.12, (65, HIDDEN)), generator.normal(0, 0.3, (HIDDEN, 10))]


def forward(x, w, rectifier=lambda x: np.maximum(x, 0)):
    before = x @ w[0]
    hidden = rectifier(before)
    return before, hidden, hidden @ w[1]


moments = [[np.zeros_like(w), np.zeros_like(w)] for w in weights]
for step in range(1, 4001):
    batch = generator.choice(len(train_x), 128, replace=False)
    x, wanted = train_x[batch], one_hot[train_y[batch]]
    before, hidden, out = forward(x, weights)
    likely = np.exp(out - out.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    error = (likely - wanted) / len(x)
    back = (error @ weights[1].T) * (before > 0)
    gradients = [x.T @ back + 3e-4 * weights[0], hidden.T @ error + 3e-4 * weights[1]]
    for w, g, (first, second) in zip(weights, gradients, moments):
        first *= 0.9
        first += 0.1 * g
        second *= 0.999
        second += 0.001 * g * g
        w -= 0.003 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)

largest = [np.abs(w).max() for w in weights]
rounded = [np.round(w / top * STEPS) for w, top in zip(weights, largest)]
used = [r * top / STEPS for r, top in zip(rounded, largest)]
# The circuit halves what the rectifier sees, so that a knee of 0.05 is one of 0.1 here.
soft = lambda x: 0.1 * np.logaddexp(0, x / 0.1)
share = lambda x, y, *more: (forward(x, used, *more)[2].argmax(axis=1) == y).mean()
shown_x, shown_y = test_x[:SHOWN], test_y[:SHOWN]
print(f"weights' step: {largest[0] / STEPS:.9g} (first layer), {largest[1] / STEPS:.9g} (second)")
print(f"training {share(train_x, train_y):.4f}, test (360) {share(test_x, test_y):.4f}, soft knee {share(test_x, test_y, soft):.4f}")
print(f"the {SHOWN} shown: sharp {share(shown_x, shown_y):.4f}, soft {share(shown_x, shown_y, soft):.4f}")
before, hidden, out = forward(test_x, used, soft)
print(f"largest |before| {np.abs(before).max():.3f}, hidden {hidden.max():.3f}, |out| {np.abs(out).max():.3f}")
margin = np.sort(forward(shown_x, used, soft)[2], axis=1)
print(f"smallest margin of those shown {(margin[:, -1] - margin[:, -2]).min():.4f}")

whole = lambda x: "\n".join(",".join(f"{value:.0f}" for value in row) for row in x) + "\n"
open("relu_weights_1.csv", "w").write(whole(rounded[0]))
open("relu_weights_2.csv", "w").write(whole(rounded[1]))
open("relu_images.csv", "w").write(whole(np.round(shown_x * 16)))
open("relu_labels.csv", "w").write(whole(one_hot[shown_y]))
