"""The example notebook runs from top to bottom in a fresh kernel."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

folder = Path(__file__).resolve().parents[1] / "examples"


def test_the_notebook_runs():
    notebook = nbformat.read(folder / "neuristor.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    pictures = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == 3
