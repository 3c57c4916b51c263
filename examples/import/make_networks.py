"""Small networks as files of NIR, and what plain loops of numpy make of them.

Equations: J. E. Pedersen et al., Nat. Commun. 15, 8122 (2024), 10.1038/s41467-024-52259-9; Euler's rule with a step of 1 ms, in which a spike is 1
for one step. Numbers drawn or chosen. Nothing here knows qnm.

    python make_networks.py FOLDER      # NAME_numpy.csv; with `pip install nir==1.0.8` NAME.nir too
"""

import sys

import numpy as np

DT = 1e-3
STEPS = 300


def recurrent():
    """Current-based neurons with recurrent weights, two delays, and leaky integrators that read them."""
    rng = np.random.default_rng(7)
    n = 12
    nodes = {
        "input": ("Input", {"size": 3}),
        "fc": ("Affine", {"weight": rng.normal(0.5, 0.6, (n, 3)), "bias": rng.uniform(0, 0.3, n)}),
        "lif": (
            "CubaLIF",
            {
                "tau_syn": np.full(n, 5e-3),
                "tau_mem": rng.uniform(15e-3, 30e-3, n),
                "r": np.full(n, 2.0),
                "v_leak": np.zeros(n),
                "v_threshold": np.full(n, 1.0),
                "v_reset": np.zeros(n),
                "w_in": rng.uniform(0.8, 1.2, n),
            },
        ),
        "recurrent": ("Linear", {"weight": rng.normal(0, 4, (n, n)) * (rng.random((n, n)) < 0.3)}),
        "delay": ("Delay", {"delay": np.where(np.arange(n) % 2 == 0, 4e-3, 1e-3)}),
        "read": ("Linear", {"weight": rng.normal(0, 2, (2, n))}),
        "li": ("LI", {"tau": np.full(2, 40e-3), "r": np.full(2, 1.0), "v_leak": np.array([0.0, 0.1])}),
        "output": ("Output", {"size": 2}),
        "spikes": ("Output", {"size": n}),
    }
    edges = [
        ("input", "fc"),
        ("fc", "lif"),
        ("lif", "recurrent"),
        ("recurrent", "lif"),
        ("lif", "delay"),
        ("delay", "read"),
        ("read", "li"),
        ("li", "output"),
        ("lif", "spikes"),
    ]
    return nodes, edges


def every_node():
    """One node of each kind, a subgraph too."""
    rng = np.random.default_rng(11)
    nodes = {
        "input": ("Input", {"size": 2}),
        "fc": ("Affine", {"weight": rng.uniform(0.4, 1.2, (4, 2)), "bias": rng.uniform(0.1, 0.4, 4)}),
        "lif": (
            "LIF",
            {
                "tau": np.array([10e-3, 12e-3, 15e-3, 20e-3]),
                "r": np.full(4, 1.5),
                "v_leak": np.full(4, -0.1),
                "v_threshold": np.full(4, 1.0),
                "v_reset": np.full(4, -0.2),
            },
        ),
        "scale": ("Scale", {"scale": np.array([1.0, -2.0, 3.0, 0.5])}),
        "cuba": (
            "CubaLI",
            {
                "tau_syn": np.full(4, 4e-3),
                "tau_mem": np.full(4, 25e-3),
                "r": np.full(4, 3.0),
                "v_leak": np.zeros(4),
                "w_in": np.full(4, 2.0),
            },
        ),
        "flatten": ("Flatten", {"shape": (2, 2)}),
        "fc2": ("Linear", {"weight": rng.uniform(0.5, 1.5, (3, 4))}),
        "if": ("IF", {"r": np.full(3, 20.0), "v_threshold": np.array([0.5, 0.7, 0.9]), "v_reset": np.zeros(3)}),
        "integrator": ("I", {"r": np.array([2.0, -1.0])}),
        "delay": ("Delay", {"delay": np.array([0.0, 7e-3])}),
        "out_if": ("Output", {"size": 3}),
        "out_delay": ("Output", {"size": 2}),
        "out_sum": ("Output", {"size": 3}),
    }
    edges = [
        ("input", "fc"),
        ("fc", "lif"),
        ("lif", "scale"),
        ("scale", "cuba"),
        ("cuba", "flatten"),
        ("flatten", "fc2"),
        ("fc2", "if"),
        ("if", "out_if"),
        ("input", "integrator"),
        ("integrator", "delay"),
        ("delay", "out_delay"),
        ("fc2", "out_sum"),
    ]
    return nodes, edges


def windows():
    """A convolution, both poolings, a threshold; shapes from the Input on."""
    rng = np.random.default_rng(5)
    nodes = {
        "input": ("Input", {"shape": (2, 6, 5)}),
        "conv": ("Conv2d", {"input_shape": (6, 5), "weight": rng.uniform(-0.3, 0.6, (4, 2, 3, 3)), "stride": (1, 1), "padding": (1, 0), "dilation": (1, 1), "groups": 1, "bias": rng.uniform(0.2, 0.9, 4)}),
        "first": ("IF", {"r": np.full((4, 6, 3), 30.0), "v_threshold": rng.uniform(0.6, 1.4, (4, 6, 3)), "v_reset": np.zeros((4, 6, 3))}),
        "pool": ("SumPool2d", {"kernel_size": np.array([2, 2]), "stride": np.array([2, 2]), "padding": np.array([0, 0])}),
        "second": ("LIF", {"tau": np.full((4, 3, 1), 15e-3), "r": np.full((4, 3, 1), 2.0), "v_leak": np.zeros((4, 3, 1)), "v_threshold": rng.uniform(0.5, 1.0, (4, 3, 1)), "v_reset": np.zeros((4, 3, 1))}),
        "average": ("AvgPool2d", {"kernel_size": np.array([3, 1]), "stride": np.array([3, 1]), "padding": np.array([1, 0])}),
        "flatten": ("Flatten", {"shape": (4, 1, 1)}),
        "fc": ("Linear", {"weight": rng.uniform(0, 3, (6, 4))}),
        "li": ("LI", {"tau": np.full(6, 30e-3), "r": np.full(6, 1.0), "v_leak": np.zeros(6)}),
        "threshold": ("Threshold", {"threshold": np.linspace(0.04, 0.2, 6)}),
        "li2": ("LI", {"tau": np.full(6, 10e-3), "r": np.full(6, 1.0), "v_leak": np.zeros(6)}),
        "out": ("Output", {"size": 6}),
        "out_li": ("Output", {"size": 6}),
    }
    edges = [("input", "conv"), ("conv", "first"), ("first", "pool"), ("pool", "second"), ("second", "average"), ("average", "flatten"), ("flatten", "fc")]
    edges += [("fc", "li"), ("li", "threshold"), ("threshold", "li2"), ("li2", "out"), ("li", "out_li")]
    return nodes, edges


def moved(kind, p, x):
    """A convolution or a pooling by its definition: a window at every place, zeros around the input."""
    (ky, kx), (sy, sx), (py, px) = p["weight"].shape[2:] if kind == "Conv2d" else p["kernel_size"], p["stride"], p["padding"]
    padded = np.pad(x, ((0, 0), (py, py), (px, px)))
    height, width = (padded.shape[1] - ky) // sy + 1, (padded.shape[2] - kx) // sx + 1
    made = len(p["weight"]) if kind == "Conv2d" else len(x)
    y = np.zeros((made, height, width))
    for c in range(made):
        for i in range(height):
            for j in range(width):
                window = padded[:, i * sy : i * sy + ky, j * sx : j * sx + kx]
                if kind == "Conv2d":
                    n = p["weight"].shape[1]
                    first = c // (made // p["groups"]) * n
                    y[c, i, j] = (window[first : first + n] * p["weight"][c]).sum() + p["bias"][c]
                else:
                    y[c, i, j] = window[c].sum() if kind == "SumPool2d" else window[c].mean()
    return y


def integrate(nodes, edges):
    """Steps of every node by its definition: columns of what the Outputs show, one row a step, and the spikes (step, node, element)."""
    neurons = ("LI", "CubaLI", "I", "LIF", "CubaLIF", "IF", "Threshold")
    shape = {name: next(v for v in p.values() if isinstance(v, np.ndarray)).shape for name, (kind, p) in nodes.items() if kind in neurons}
    state = {name: {"v": np.array(nodes[name][1].get("v_leak", np.zeros(s))), "i": np.zeros(s), "out": np.zeros(s)} for name, s in shape.items()}
    history = {name: [] for name, (kind, _) in nodes.items() if kind == "Delay"}
    rows, spikes = [], []
    before = {name: [a for a, b in edges if b == name] for name in nodes}
    for step in range(STEPS):
        seen = {}

        def out(name):
            """What a node hands on at the beginning of the step."""
            if name in seen:
                return seen[name]
            kind, p = nodes[name]
            if kind == "Input":
                y = np.ones(p["shape"] if "shape" in p else p["size"])
            elif kind in ("LI", "CubaLI", "I"):
                y = state[name]["v"]
            elif kind in ("LIF", "CubaLIF", "IF", "Threshold"):
                y = state[name]["out"]
            elif kind == "Delay":
                now = into(name) if np.any(p["delay"] == 0) else None
                y = np.zeros(len(p["delay"]))
                for k, d in enumerate(np.rint(p["delay"] / DT).astype(int)):
                    past = history[name]
                    y[k] = now[k] if d == 0 else past[-d][k] if d <= len(past) else 0.0
            else:
                x = into(name)
                y = {
                    "Linear": lambda: p["weight"] @ x,
                    "Affine": lambda: p["weight"] @ x + p["bias"],
                    "Scale": lambda: p["scale"] * x,
                    "Flatten": lambda: x.ravel(),
                    **{w: lambda w=w: moved(w, p, x) for w in ("Conv2d", "SumPool2d", "AvgPool2d")},
                    "Output": lambda: x,
                }[kind]()
            seen[name] = y
            return y

        def into(name):
            return sum((out(a) for a in before[name]), np.zeros(0)) if len(before[name]) == 0 else np.sum([out(a) for a in before[name]], axis=0)

        inputs = {name: into(name) for name, (kind, _) in nodes.items() if kind != "Input"}
        rows.append([inputs[name] for name, (kind, _) in nodes.items() if kind == "Output"])
        for name in history:
            history[name].append(inputs[name].copy())
        for name in shape:
            kind, p = nodes[name]
            s = state[name]
            if kind in ("CubaLIF", "CubaLI"):
                rate_i = (-s["i"] + p["w_in"] * inputs[name]) / p["tau_syn"]
                s["v"] = s["v"] + DT * ((p["v_leak"] - s["v"]) + p["r"] * s["i"]) / p["tau_mem"]
                s["i"] = s["i"] + DT * rate_i
            elif kind in ("LIF", "LI"):
                s["v"] = s["v"] + DT * ((p["v_leak"] - s["v"]) + p["r"] * inputs[name]) / p["tau"]
            elif kind in ("IF", "I"):
                s["v"] = s["v"] + DT * p["r"] * inputs[name]
            elif kind == "Threshold":
                s["out"] = (inputs[name] > p["threshold"]).astype(float)
            if "v_threshold" in p:
                z = s["v"] > p["v_threshold"]
                s["v"] = np.where(z, p["v_reset"], s["v"])
                s["out"] = z.astype(float)
                spikes += [(step + 1, name, k) for k in np.flatnonzero(z)]
    return rows, spikes


def write_nir(path, nodes, edges):
    import nir

    def node(kind, p):
        if kind in ("Input", "Output"):
            return getattr(nir, kind)(np.array(p["shape"] if "shape" in p else [p["size"]]))
        if kind == "Flatten":
            of = p["shape"] if len(p["shape"]) > 2 else (4,)
            return nir.Flatten(input_type={"input": np.array(of)}, start_dim=0, end_dim=-1)
        return getattr(nir, kind)(**p)

    graph = {name: node(kind, p) for name, (kind, p) in nodes.items()}
    if "fc2" in graph:
        # the spiking layer and its weights as a graph in the graph, as snnTorch writes recurrent layers
        inner = nir.NIRGraph(
            nodes={"in": nir.Input(np.array([4])), "fc2": graph.pop("fc2"), "if": graph.pop("if"), "out": nir.Output(np.array([3]))},
            edges=[("in", "fc2"), ("fc2", "if"), ("if", "out")],
        )
        graph["layer"] = inner
        graph["fc2"] = nir.Linear(weight=nodes["fc2"][1]["weight"])
        edges = [(a, b) for a, b in edges if "if" not in (a, b)] + [("flatten", "layer"), ("layer", "out_if")]
    nir.write(path, nir.NIRGraph(nodes=graph, edges=edges))


def main(folder):
    for make in (recurrent, every_node, windows):
        nodes, edges = make()
        rows, spikes = integrate(nodes, edges)
        outputs = [name for name, (kind, _) in nodes.items() if kind == "Output"]
        header = [f"{name}.{k}" for name, values in zip(outputs, rows[0]) for k in range(values.size)]
        with open(f"{folder}/{make.__name__}_numpy.csv", "w") as file:
            file.write(",".join(["step"] + header) + "\n")
            for step, values in enumerate(rows):
                file.write(",".join([str(step)] + [repr(float(x)) for x in np.concatenate([v.ravel() for v in values])]) + "\n")
        with open(f"{folder}/{make.__name__}_spikes.csv", "w") as file:
            file.write("step,node,element\n")
            file.writelines(f"{step},{name},{k}\n" for step, name, k in spikes)
        count = {name: sum(1 for s in spikes if s[1] == name) for name in {s[1] for s in spikes}}
        print(make.__name__, "spikes:", dict(sorted(count.items())))
        try:
            write_nir(f"{folder}/{make.__name__}.nir", nodes, edges)
        except ModuleNotFoundError:
            print("nir is not installed: the .nir files stay as they are")


if __name__ == "__main__":
    main(sys.argv[1])
