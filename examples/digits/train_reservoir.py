"""Train the outputs of reservoir.qnm on the 8x8 handwritten digits that scikit-learn ships, and write its CSV files.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python train_reservoir.py

The sheet itself runs in `qnmc simulate` (float64): its traces after 20 us are the features, a ridge regression on the labels gives the weights, which are rounded
to five decimals. Data: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits" (UCI Machine Learning Repository), as
`sklearn.datasets.load_digits`.
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

TRAINED, TESTED, SHOWN, AT_ONCE = 800, 200, 10, 100
here = Path(__file__).resolve().parent
checkout = here.parent.parent

images, labels = load_digits(return_X_y=True)
order = np.random.default_rng(3).permutation(len(images))[: TRAINED + TESTED]
images, labels = images[order].reshape(-1, 8, 8) / 16.0, labels[order]
place = np.minimum((np.arange(28) / 3.5).astype(int), 7)  # each pixel on 3 or 4 devices in a row
spread = images[:, place][:, :, place].reshape(-1, 784)


def save(path, rows, form):
    path.write_text("\n".join(",".join(form.format(value) for value in row) for row in rows) + "\n")


def traces(rows):
    """What the sheet has left of its spikes, of many images at a time."""
    lines = (here / "reservoir.qnm").read_text().split("experiment")[0].splitlines()
    sheet = "\n".join(line for line in lines if "sum" not in line)  # without the outputs, which are not trained yet
    sheet = sheet.replace("param N = 10", f"param N = {len(rows)}")
    run = f"""
experiment Features of Shown {{
  bath = 325 K
  stop = 20 us  dt = 10 ns
  solver = euler
  record image.cell.count.x every 20 us
}}
"""
    with tempfile.TemporaryDirectory() as folder:
        circuit = Path(folder) / "features.qnm"
        circuit.write_text(sheet + run)
        save(Path(folder) / "reservoir_images.csv", rows, "{:g}")
        out = Path(folder) / "out"
        subprocess.run(["npx", "qnmc", "simulate", circuit, "--model", "float64", "--output", out], cwd=checkout, check=True)
        found = np.load(next(out.rglob("*.npz")))
        return found["image.cell.count.x"][-1].reshape(len(rows), 784)


cache = checkout / "build" / "reservoir_features.npy"  # half an hour of simulation: delete it to run it again
if not cache.exists():
    cache.parent.mkdir(exist_ok=True)
    np.save(cache, np.vstack([traces(spread[k : k + AT_ONCE]) for k in range(0, len(spread), AT_ONCE)]))
features = np.load(cache)


def trained(x):
    """Ridge regression, as strong as cross-validation within the training images says."""

    def score(alpha):
        folds = KFold(5, shuffle=True, random_state=0).split(x[:TRAINED])
        guesses = ((Ridge(alpha=alpha).fit(x[fit], wanted[fit]).predict(x[rest]), rest) for fit, rest in folds)
        return np.mean([(guess.argmax(axis=1) == labels[rest]).mean() for guess, rest in guesses])

    alpha = max([0.1, 1, 10, 100, 300, 1000, 3000], key=score)
    return Ridge(alpha=alpha).fit(x[:TRAINED], wanted[:TRAINED]), alpha


wanted = np.eye(10)[labels]
readout, alpha = trained(features)
weights, bias = np.round(readout.coef_.T, 5), np.round(readout.intercept_, 5)
right = (features @ weights + bias).argmax(axis=1) == labels
pixels, _ = trained(images.reshape(-1, 64))
linear = pixels.predict(images.reshape(-1, 64)).argmax(axis=1) == labels
print(f"alpha {alpha:g}: training {right[:TRAINED].mean():.4f}, test ({TESTED}) {right[TRAINED:].mean():.4f}, the {SHOWN} shown {right[TRAINED:][:SHOWN].mean():.4f}")
print(f"the same on the pixels: training {linear[:TRAINED].mean():.4f}, test {linear[TRAINED:].mean():.4f}")
print(f"spikes a device: {features.mean():.2f} traces, largest {features.max():.2f}; |weight| up to {np.abs(weights).max():.4f}")

save(here / "reservoir_images.csv", spread[TRAINED : TRAINED + SHOWN], "{:g}")
save(here / "reservoir_labels.csv", wanted[TRAINED : TRAINED + SHOWN], "{:.0f}")
save(here / "reservoir_weights.csv", weights, "{:.10g}")
save(here / "reservoir_bias.csv", bias[:, None], "{:.10g}")
