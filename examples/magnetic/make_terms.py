"""Terms of two, three and four probabilistic bits, and what every state weighs, by going through all of them.

    python3 make_terms.py      writes terms_factors2.csv, terms_factors3.csv, terms_factors4.csv, terms_clauses.csv, terms_planted.csv and prints exact shares

Factors: X = 1 + 2 p0 + 4 p1, Y = 1 + 2 p2 + 4 p3, E = (X Y - 35)^2 as a sum of products of spins m = 2 p - 1; the constant is left out.
Clauses: each joins three of twelve bits and wants their product to have a sign; every bit is in three of them. The signs are those of a planted state, which is the only
one that meets all twelve. Needs numpy.
"""
import itertools
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def states(n):
    return 2.0 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1) - 1


def energy(S, terms):
    return -sum(J * S[:, list(ends)].prod(1) for ends, J in terms)


def shares(E, I0):
    weight = np.exp(-I0 * (E - E.min()))
    return weight / weight.sum()


def spread(n, terms, I0, hit, sweeps, chains=2000, settle=50):
    """Standard deviation, between chains of so many sweeps, of the share of states for which `hit` is true: Gibbs sampling, one bit after the other."""
    random = np.random.default_rng(1)
    m = np.ones((chains, n))
    mean = np.zeros(chains)
    for sweep in range(settle + sweeps):
        for i in range(n):
            field = sum(J * m[:, [j for j in ends if j != i]].prod(1) for ends, J in terms if i in ends)
            m[:, i] = np.where(random.uniform(-1, 1, chains) < np.tanh(I0 * field), 1, -1)
        if sweep >= settle:
            mean += hit(m) / sweeps
    return mean.mean(), mean.std()


def write(name, terms):
    ends = "abcd"[: len(terms[0][0])]
    with open(os.path.join(here, f"terms_{name}.csv"), "w") as out:
        out.write(",".join([*ends, "J"]) + "\n")
        for instances, J in terms:
            out.write(",".join([*map(str, instances), f"{J:g}"]) + "\n")


def factors():
    S = states(4)
    p = (S + 1) / 2
    X, Y = 1 + 2 * p[:, 0] + 4 * p[:, 1], 1 + 2 * p[:, 2] + 4 * p[:, 3]
    E = (X * Y - 35) ** 2
    # the share of each product of spins: their mean with E
    terms = [(ends, -float((E * S[:, list(ends)].prod(1)).mean())) for k in range(1, 5) for ends in itertools.combinations(range(4), k)]
    assert np.allclose(energy(S, terms), E - E.mean())
    for k in (2, 3, 4):
        write(f"factors{k}", [term for term in terms if len(term[0]) == k])
    print("factors: h", [J for ends, J in terms if len(ends) == 1])
    for beta in (0.003, 0.01, 0.03):
        w = shares(E, beta)
        found = spread(4, terms, beta, lambda m: np.isin(m @ [1, 2, 4, 8], [13, 7]), 500)
        print(f"  beta {beta}: 5 x 7 or 7 x 5 {w[E == 0].sum():.5f}, <E> {w @ E:.3f}; sampled over 500 sweeps {found[0]:.5f}, from machine to machine {found[1]:.5f}")


def lcg(x):
    while True:
        x = (1103515245 * x + 12345) % 2**31
        yield x >> 16


def clauses(n=12, seed=1):
    """Triples in which every bit is three times, drawn until one state alone meets all of them."""
    numbers = lcg(seed)
    planted = np.array([1 if next(numbers) & 1 else -1 for _ in range(n)])
    S = states(n)
    while True:
        places = [i for i in range(n) for _ in range(3)]
        for i in range(len(places) - 1, 0, -1):
            j = next(numbers) % (i + 1)
            places[i], places[j] = places[j], places[i]
        triples = sorted(tuple(sorted(places[3 * k : 3 * k + 3])) for k in range(n))
        if any(len(set(t)) < 3 for t in triples) or len(set(triples)) < n:
            continue
        terms = [(t, float(planted[list(t)].prod())) for t in triples]
        E = energy(S, terms)
        if (E == E.min()).sum() == 1:
            return planted, terms, E


def main():
    factors()
    planted, terms, E = clauses()
    write("clauses", terms)
    np.savetxt(os.path.join(here, "terms_planted.csv"), planted[:, None], "%d")
    S = states(12)
    overlap = S @ planted
    for I0 in (0.5, 0.75, 1, 1.25, 1.5):
        w = shares(E, I0)
        print(f"clauses at I0 {I0}: met <m m m J> {-(w @ E) / 12:.5f}, planted state {w[E == E.min()].sum():.5f}, overlap {w @ overlap / 12:.5f}")
    for I0 in (0.5, 1):
        one = spread(12, terms, I0, lambda m: m @ planted > 11, 500)
        met = spread(12, terms, I0, lambda m: -energy(m, terms) / 12, 500)
        print(f"  sampled over 500 sweeps at I0 {I0}: planted {one[0]:.5f}, from machine to machine {one[1]:.5f}; met {met[0]:.5f}, {met[1]:.5f}")
    print("  next energies:", *[(e, int((E == e).sum())) for e in np.unique(E)[:4]])


main()
