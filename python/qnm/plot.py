"""Pictures of results with matplotlib; units on every axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .result import Result

_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}
#: Units that take prefixes of their own.
_PLAIN = {"s", "V", "A", "W", "Hz", "F", "Ω", "H", "J", "T", "Wb", "S", "m", "C"}


def unit_of(unit: str, scale: float, largest: float) -> tuple[str, float]:
    """Unit for an axis and the factor from SI: a plain unit gets the prefix that brings the largest value near 1 to 1000."""
    if unit not in _PLAIN or not largest > 0 or not np.isfinite(largest):
        return unit, scale
    exponent = int(np.clip(3 * np.floor(np.log10(largest * scale) / 3), -15, 12))
    return f"{_PREFIXES[exponent]}{unit}", scale * 10.0**-exponent


def _largest(values: np.ndarray) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def _label(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def _panels(count: int):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(count, 1, sharex=True, figsize=(9, 2.2 * count + 0.6), squeeze=False, layout="constrained")
    return figure, list(axes[:, 0])


def plot_traces(result: "Result", names: Sequence[str], point: int, ax: "Axes | None"):
    quantities = [result.quantity(name) for name in names]
    flat = [(q, result._at_point(q.values, point)) for q in quantities]
    flat = [(q, values) for q, values in flat if values.ndim == 1]
    if not flat:
        raise ValueError("these are arrays: use map(), or record single instances")
    axes = [ax] * len(flat) if ax is not None else _panels(len(flat))[1]
    time, factor = unit_of("s", 1.0, max(float(q.t[-1]) for q, _ in flat))
    for (quantity, values), axis in zip(flat, axes):
        unit, scale = unit_of(quantity.unit, quantity.scale, _largest(values))
        axis.plot(quantity.t * factor, values * scale, linewidth=1.2, label=quantity.name)
        axis.set_ylabel(_label(quantity.name, unit))
        axis.grid(alpha=0.3)
    axes[-1].set_xlabel(_label("time", time))
    if result.document["points"] > 1:
        row = result.points.iloc[point]
        axes[0].set_title(", ".join(f"{s['name']} = {row[s['name']] * s['scale']:.6g} {s['unit']}" for s in result.document["sweeps"]), fontsize=10)
    return axes[0] if ax is not None else axes


def plot_raster(result: "Result", source: str | None, ax: "Axes | None"):
    events = result.events
    chosen = events if source is None else events[events["source"] == source]
    row = chosen["index"] if "index" in chosen.columns else chosen["point"]
    axis = ax or _panels(1)[1][0]
    time, factor = unit_of("s", 1.0, result.document["dt"] * result.document["steps"])
    axis.plot(chosen["t"] * factor, row, "|", markersize=5, color="black")
    axis.set_xlabel(_label("time", time))
    axis.set_ylabel("instance" if "index" in chosen.columns else "point")
    return axis


def plot_map(result: "Result", name: str, sample: int, point: int, ax: "Axes | None"):
    quantity = result.quantity(name)
    field = result._at_point(quantity.values, point)[sample]
    axis = ax or _panels(1)[1][0]
    unit, scale = unit_of(quantity.unit, quantity.scale, _largest(field))
    title = f"{name} at {quantity.t[sample]:.4g} s"
    if field.ndim == 2:
        image = axis.imshow(field * scale, cmap="viridis")
        axis.figure.colorbar(image, ax=axis, label=_label(name, unit))
    elif field.ndim == 1:
        axis.plot(field * scale)
        axis.set_ylabel(_label(name, unit))
        axis.set_xlabel("instance")
    else:
        raise ValueError(f"{name} has {field.ndim} dimensions; a line or a sheet can be drawn")
    axis.set_title(title, fontsize=10)
    return axis


def plot_measure(result: "Result", name: str, over: str | None, ax: "Axes | None"):
    table = result.measures
    sweeps = {s["name"]: s for s in result.document["sweeps"]}
    measures = {m["name"]: m for m in result.document["measures"]}
    if name not in measures:
        raise KeyError(f"no measure {name!r}; there are {', '.join(measures) or 'none'}")
    if not sweeps:
        raise ValueError(f"{result.experiment} sweeps nothing")
    sweep = sweeps[over] if over is not None else next(iter(sweeps.values()))
    axis = ax or _panels(1)[1][0]
    measure = measures[name]
    unit, scale = unit_of(measure["unit"], measure["scale"], _largest(table[name].to_numpy(dtype=float)))
    x_unit, x_scale = unit_of(sweep["unit"], sweep["scale"], _largest(table[sweep["name"]].to_numpy(dtype=float)))
    others = [s for s in sweeps if s != sweep["name"]]
    groups = table.groupby(others) if others else [("", table)]
    for key, rows in groups:
        shown = key if isinstance(key, tuple) else (key,)
        axis.plot(rows[sweep["name"]] * x_scale, rows[name] * scale, "o-", markersize=4, label=", ".join(f"{o} = {v:.4g}" for o, v in zip(others, shown)) or None)
    axis.set_xlabel(_label(sweep["name"], x_unit))
    axis.set_ylabel(_label(name, unit))
    axis.grid(alpha=0.3)
    if others:
        axis.legend()
    return axis
