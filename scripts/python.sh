#!/bin/bash
# `make python`: a Python with the package python/qnm, its notebook and Dask in .cache/venv-python, then its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.cache/venv-python
want="$(sha256sum requirements-python.txt | cut -d' ' -f1)"
mkdir -p .cache/setup
if [ "$(cat .cache/setup/venv-python 2>/dev/null)" != "$want" ] || [ ! -x "$venv/bin/python" ]; then
  echo "python: numpy, pandas, matplotlib, dask and a notebook kernel into $venv (about 150 MB)"
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-python.txt
  printf '%s\n' "$want" > .cache/setup/venv-python
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall ./python
[ "${1:-}" = "--install" ] || "$venv/bin/python" -m pytest -q python/tests
