"""A result folder (``build/NAME/EXPERIMENT``) as arrays and tables."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Quantity:
    """A recorded quantity: ``values`` in SI, ``[samples]``, ``[samples, points]``, ``[samples, ...shape]`` or both; ``t`` in seconds."""

    name: str
    unit: str
    """The unit that the circuit speaks; ``values * scale`` is in it."""
    scale: float
    t: np.ndarray
    values: np.ndarray

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.values, dtype=dtype) if copy else np.asarray(self.values, dtype=dtype)


class Result:
    """What an experiment left behind; arrays are read when asked for."""

    def __init__(self, folder: str | os.PathLike[str]):
        self.folder = Path(folder)
        self.document: dict[str, Any] = json.loads((self.folder / "results.json").read_text(encoding="utf-8"))
        self._arrays = np.load(self.folder / "results.npz", allow_pickle=False)
        self._described = {array["name"]: array for array in self.document["arrays"]}

    @property
    def experiment(self) -> str:
        return self.document["experiment"]

    @property
    def model(self) -> str:
        return self.document["model"]

    @property
    def names(self) -> list[str]:
        """Recorded quantities."""
        return list(self._described)

    @property
    def points(self) -> pd.DataFrame:
        """Swept quantities in SI, one row a point: the product of the sweeps, the first slowest."""
        sweeps = self.document["sweeps"]
        if not sweeps:
            return pd.DataFrame(index=pd.RangeIndex(1, name="point"))
        index = pd.MultiIndex.from_product([s["values"] for s in sweeps], names=[s["name"] for s in sweeps])
        return index.to_frame(index=False).rename_axis("point")

    def _stored(self, name: str) -> np.ndarray:
        return self._arrays[name.replace("/", "_").replace("\\", "_")]

    def quantity(self, name: str) -> Quantity:
        """A recorded quantity with its times. Raises ``KeyError`` with the names that there are."""
        described = self._described.get(name)
        if described is None:
            raise KeyError(f"nothing recorded as {name!r}; there are {', '.join(self.names) or 'no quantities'}")
        return Quantity(name, described["unit"], described["scale"], self._stored(described["time"]), self._stored(name))

    def __getitem__(self, name: str) -> np.ndarray:
        return self.quantity(name).values

    def t(self, name: str | None = None) -> np.ndarray:
        """Times of the samples of a quantity (of the first one), seconds."""
        return self.quantity(name or self.names[0]).t

    @property
    def measures(self) -> pd.DataFrame:
        """One row a point: swept quantities and measures, SI."""
        return pd.read_csv(self.folder / "measures.csv", index_col="index", na_values=["nan"]).rename_axis("point")

    @property
    def events(self) -> pd.DataFrame:
        """``step, t`` and where it happened: ``source, point`` of one device, ``part, source, point, index`` of arrays."""
        table = pd.read_csv(self.folder / "events.csv")
        return table if "point" in table.columns else table.rename(columns={"index": "point"})

    def traces(self, point: int = 0) -> pd.DataFrame:
        """Quantities of one number a sample and point as a table over time, in SI. Those recorded less often have gaps."""
        series = {}
        for name in self.names:
            quantity = self.quantity(name)
            values = self._at_point(quantity.values, point)
            if values.ndim == 1:
                series[name] = pd.Series(values, index=pd.Index(quantity.t, name="t"))
        return pd.DataFrame(series)

    def _at_point(self, values: np.ndarray, point: int) -> np.ndarray:
        return values[:, point] if self.document["points"] > 1 else values

    def plot(self, *names: str, point: int = 0, ax: "Axes | None" = None):
        """Traces over time, one panel a quantity (all on ``ax`` when given), axes in the circuit's units."""
        from .plot import plot_traces

        return plot_traces(self, names or tuple(self.names), point, ax)

    def raster(self, source: str | None = None, *, ax: "Axes | None" = None):
        """Events over time, a row an instance."""
        from .plot import plot_raster

        return plot_raster(self, source, ax)

    def map(self, name: str, *, sample: int = -1, point: int = 0, ax: "Axes | None" = None):
        """An array at one sample: a sheet as an image, a chain as a line."""
        from .plot import plot_map

        return plot_map(self, name, sample, point, ax)

    def plot_measure(self, name: str, over: str | None = None, *, ax: "Axes | None" = None):
        """A measure over a swept quantity (the first one)."""
        from .plot import plot_measure

        return plot_measure(self, name, over, ax)

    def __repr__(self) -> str:
        document = self.document
        return f"<Result {document['experiment']} of {document['circuit']} ({document['model']}): {document['points']} points, {document['steps']} steps, {', '.join(self.names)}>"


def load(folder: str | os.PathLike[str]) -> Result:
    """Reads a result folder that ``qnmc simulate`` or ``verify`` has written."""
    if not (Path(folder) / "results.json").is_file():
        raise FileNotFoundError(f"{os.fspath(folder)} holds no results.json; a result folder is build/NAME/EXPERIMENT")
    return Result(folder)
