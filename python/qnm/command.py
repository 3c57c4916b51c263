"""Running ``qnmc``: where it is, its options, its JSON, its errors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterable, Mapping, Sequence

from .result import Result, load


class QnmcError(RuntimeError):
    """``qnmc`` ended with an error. ``code`` is its exit code, ``diagnostics`` what is wrong with the file (may be empty)."""

    def __init__(self, code: int, text: str, diagnostics: Sequence[Mapping[str, Any]] = ()):
        self.code = code
        self.diagnostics = list(diagnostics)
        super().__init__(f"qnmc ended with {code}\n{text.strip()}")


def find_qnmc(start: Path | None = None) -> list[str]:
    """The words that start ``qnmc``: ``$QNMC``, then one on the PATH, then that of the checkout around ``start`` or this package."""
    asked = os.environ.get("QNMC")
    if asked:
        return ["node", asked] if asked.endswith((".js", ".mjs")) else [asked]
    found = shutil.which("qnmc")
    if found:
        return [found]
    for folder in (start or Path.cwd(), Path(__file__).resolve().parent):
        for parent in (folder, *folder.parents):
            main = parent / "dist" / "cli" / "main.js"
            if main.is_file() and (parent / "package.json").is_file():
                return ["node", str(main)]
    raise FileNotFoundError("no qnmc: run `make setup` in the checkout, install the npm package, or set $QNMC to its main.js")


def qnmc(*args: str, check: bool = True, cwd: str | os.PathLike[str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs ``qnmc ARGS`` and waits. With ``check``, an exit code other than 0 raises :class:`QnmcError`."""
    environment = {**os.environ, "NO_COLOR": "1", "QNM_PYTHON": os.environ.get("QNM_PYTHON", sys.executable)}
    command = [*find_qnmc(Path(cwd) if cwd else None), *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=cwd)
    if check and done.returncode != 0:
        raise QnmcError(done.returncode, done.stderr or done.stdout, _diagnostics(done.stdout))
    return done


def _diagnostics(text: str) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(text)
    except ValueError:
        return []
    return document if isinstance(document, list) else document.get("diagnostics", [])


def _options(
    experiment: str | None,
    output: str | os.PathLike[str] | None,
    set: Mapping[str, str] | Iterable[str] | None,
    seed: int | None,
    tolerance: str | float | None,
) -> list[str]:
    words: list[str] = []
    if experiment is not None:
        words += ["--experiment", experiment]
    if output is not None:
        words += ["-o", os.fspath(output)]
    settings = [f"{name}={value}" for name, value in set.items()] if isinstance(set, Mapping) else list(set or [])
    for setting in settings:
        words += ["--set", setting]
    if seed is not None:
        words += ["--seed", str(seed)]
    if tolerance is not None:
        words += ["--tolerance", str(tolerance)]
    return words


def simulate(
    file: str | os.PathLike[str],
    experiment: str | None = None,
    *,
    model: str = "float64",
    set: Mapping[str, str] | Iterable[str] | None = None,
    seed: int | None = None,
    tolerance: str | float | None = None,
    output: str | os.PathLike[str] | None = None,
    jobs: int | None = None,
    engine: str | None = None,
    plots: bool = False,
    cwd: str | os.PathLike[str] | None = None,
) -> Result | dict[str, Result]:
    """Runs experiments of a file; one :class:`Result`, or one by name when the file has several and none was named.

    ``model``: ``float64``, ``fixed`` (bit-exact) or ``rtl`` (the Verilog). ``set``: parameters with units, ``{"R": "10 kOhm"}``.
    ``jobs``: processes that share the points of a sweep; ``engine``: ``"dask://host:port"`` for a Dask cluster. Either way
    the results are those of a run in one piece.
    """
    words = ["simulate", os.fspath(file), "--json", "--model", model]
    words += _options(experiment, output, set, seed, tolerance)
    words += [] if plots else ["--no-plots"]
    words += [] if jobs is None else ["--jobs", str(jobs)]
    words += [] if engine is None else ["--engine", engine]
    document = json.loads(qnmc(*words, cwd=cwd).stdout)
    base = Path(cwd) if cwd else Path()
    results = {each["experiment"]: load(base / each["folder"]) for each in document["experiments"]}
    return next(iter(results.values())) if len(results) == 1 else results


def verify(file: str | os.PathLike[str], *, experiment: str | None = None, cwd: str | os.PathLike[str] | None = None, **options: Any) -> dict[str, Any]:
    """The document of ``qnmc verify --json`` (docs/cli.md); ``["pass"]`` tells the verdict, a failed verification raises nothing."""
    words = _options(experiment, options.get("output"), options.get("set"), options.get("seed"), options.get("tolerance"))
    done = qnmc("verify", os.fspath(file), "--json", *words, check=False, cwd=cwd)
    if done.returncode not in (0, 5):
        raise QnmcError(done.returncode, done.stderr or done.stdout, _diagnostics(done.stdout))
    return json.loads(done.stdout)


def build(file: str | os.PathLike[str], *, experiment: str | None = None, cwd: str | os.PathLike[str] | None = None, **options: Any) -> dict[str, Any]:
    """The document of ``qnmc build --json``: files, formats, tables, cycles of a step."""
    words = _options(experiment, options.get("output"), options.get("set"), options.get("seed"), options.get("tolerance"))
    return json.loads(qnmc("build", os.fspath(file), "--json", *words, cwd=cwd).stdout)


def check(file: str | os.PathLike[str], *, cwd: str | os.PathLike[str] | None = None) -> list[dict[str, Any]]:
    """Diagnostics of a file; an empty list when there is nothing to say."""
    done = qnmc("check", os.fspath(file), "--json", check=False, cwd=cwd)
    if done.returncode not in (0, 1):
        raise QnmcError(done.returncode, done.stderr or done.stdout)
    return json.loads(done.stdout)
