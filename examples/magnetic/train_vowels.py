"""Choose the frequencies of vowels.qnm, train its readout, and write its CSV files.

    python3 -m venv venv && venv/bin/pip install -r ../digits/requirements.txt && venv/bin/python train_vowels.py

Two formants of a vowel become two tones by a linear map; four oscillators that pull each other lock to them or do not: M. Romera et al., Nature 563, 230
(2018), 10.1038/s41586-018-0632-y. The seven vowels are drawn about the means of G. E. Peterson and H. L. Barney, J. Acoust. Soc. Am. 24, 175 (1952),
10.1121/1.1906875, for men, women and children, with a log-normal spread of 6 % (chosen; the recordings themselves are not used). Map and
frequencies are found by random search on the features of single locking, sqrt(1 - (detuning / range)^2); the readout, a line for each vowel,
is fitted (ridge) to what the oscillators do; a second search, on that, moves map and frequencies a little.
"""

import numpy as np

MEANS = [  # F1, F2 in Hz of men, women, children: iy ih eh ae aa uw er
    [(270, 2290), (310, 2790), (370, 3200)],
    [(390, 1990), (430, 2480), (530, 2730)],
    [(530, 1840), (610, 2330), (690, 2610)],
    [(660, 1720), (860, 2050), (1010, 2320)],
    [(730, 1090), (850, 1220), (1030, 1370)],
    [(300, 870), (370, 950), (430, 1170)],
    [(490, 1350), (500, 1640), (560, 1820)],
]
TRAIN, TEST, SPREAD = 12, 5, 0.06  # utterances of each vowel and speaker
RANGE, PULL = 5.0, 1.0  # MHz: half locking range of a tone, strength of the pull between oscillators
DT, STEPS, TAU = 0.004, 400, 0.3  # us; steps; time of the average, us

generator = np.random.default_rng(11)


def utterances(count):
    formants, vowels = [], []
    for vowel, means in enumerate(MEANS):
        for mean in means:
            formants.append(np.array(mean) * np.exp(SPREAD * generator.normal(size=(count, 2))))
            vowels += [vowel] * count
    return np.vstack(formants), np.array(vowels)


train, train_y = utterances(TRAIN)
test, test_y = utterances(TEST)
one_hot = np.eye(7)
scaled = lambda formants: np.hstack([formants / [500, 1500] - 1, np.ones((len(formants), 1))])
with_one = lambda x: np.hstack([x, np.ones((len(x), 1))])


def fit(features, y, ridge):
    x = with_one(features)
    return np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ (2 * one_hot[y] - 1))


share = lambda features, y, line: ((with_one(features) @ line).argmax(axis=1) == y).mean()


def single(p, formants):
    """Features of single locking: [utterance, 8]."""
    tones, centres = scaled(formants) @ p[:6].reshape(3, 2), p[6:]
    detuning = (tones[:, :, None] - centres[None, None]) / RANGE
    return np.sqrt(np.maximum(0, 1 - detuning**2)).reshape(len(formants), 8)


def settled(p, formants, steps=STEPS, dt=DT):
    """What the oscillators do: averages of cos(phi_tone - phi_i), [utterance, 8]. Heun steps, as the circuit makes them."""
    tones, centres = scaled(formants) @ p[:6].reshape(3, 2), p[6:]
    turn = 2 * np.pi
    phi, wave = np.zeros((len(formants), 4)), np.zeros((len(formants), 2))
    seen = np.zeros((len(formants), 2, 4))

    def rates(phi, wave, seen):
        ahead = wave[:, :, None] - phi[:, None, :]
        between = np.sin(phi[:, None, :] - phi[:, :, None]).sum(axis=2)
        return turn * (centres + PULL * between + RANGE * np.sin(ahead).sum(axis=1)), turn * tones, (np.cos(ahead) - seen) / TAU

    for _ in range(steps):
        a = rates(phi, wave, seen)
        b = rates(phi + dt * a[0], wave + dt * a[1], seen + dt * a[2])
        phi, wave, seen = (x + dt / 2 * (f + g) for x, f, g in zip((phi, wave, seen), a, b))
    return seen.reshape(len(formants), 8)


def quality(p, of=single):
    features = of(p, train)
    line = fit(features, train_y, 0.3)
    said = with_one(features) @ line
    return share(features, train_y, line) - 0.02 * ((said - 2 * one_hot[train_y] + 1) ** 2).mean()


def start():
    return np.concatenate([generator.normal(0, 8, 6), generator.uniform(-12, 12, 4)])


best = max((start() for _ in range(3000)), key=quality)
top, size = quality(best), 3.0
for k in range(6000):
    tried = best + generator.normal(0, size, 10) * (generator.random(10) < 0.4)
    if (q := quality(tried)) > top:
        best, top = tried, q
    size = max(0.2, size * 0.9995)
rough = lambda p, formants: settled(p, formants, 300, 0.005)  # then on what the oscillators do together
top, size = quality(best, rough), 1.0
for k in range(400):
    tried = best + generator.normal(0, size, 10) * (generator.random(10) < 0.4)
    if (q := quality(tried, rough)) > top:
        best, top = tried, q
    size = max(0.2, size * 0.99)
best = best.round(3)
features, held = settled(best, train), settled(best, test)
line = fit(features, train_y, 0.3).round(3)
print(f"largest tone {np.abs(scaled(np.vstack([train, test])) @ best[:6].reshape(3, 2)).max():.1f} MHz")
print(f"single locking: training {share(single(best, train), train_y, fit(single(best, train), train_y, 0.3)):.4f}")
print(f"oscillators: training {share(features, train_y, line):.4f}, test {share(held, test_y, line):.4f}")
straight = fit(scaled(train)[:, :2], train_y, 1e-6)
print(f"a line through the two formants: training {share(scaled(train)[:, :2], train_y, straight):.4f}, test {share(scaled(test)[:, :2], test_y, straight):.4f}")
ends = np.sort(with_one(held) @ line, axis=1)
print(f"smallest margin {(ends[:, -1] - ends[:, -2]).min():.4f}; centres {best[6:]}")

tones = scaled(test) @ best[:6].reshape(3, 2)
write = lambda name, rows, digits: open(name, "w").write("\n".join(",".join(f"{v:.{digits}f}" for v in row) for row in rows) + "\n")
write("vowels_tone_a.csv", tones[:, :1], 4)
write("vowels_tone_b.csv", tones[:, 1:], 4)
write("vowels_centres.csv", best[None, 6:], 3)
write("vowels_line_a.csv", line[:4], 3)
write("vowels_line_b.csv", line[4:8], 3)
write("vowels_bias.csv", line[8:], 3)
write("vowels_labels.csv", one_hot[test_y], 0)
