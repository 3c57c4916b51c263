#!/bin/bash
# Icarus (second simulator), ngspice (reference), ccache (Verilator builds), g++ and make, from Debian where we may install.
# What stays missing is said loudly here, by `qnmc doctor`, and by each test that then does not run.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache/setup
missing=()
for pair in iverilog:iverilog ngspice:ngspice ccache:ccache g++:g++ make:make perl:perl; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
# Letters of the PNG plots.
[ -n "$(find /usr/share/fonts /usr/local/share/fonts ~/.fonts -name '*.ttf' -print -quit 2>/dev/null)" ] || missing+=(fonts-dejavu-core)
if [ "${#missing[@]}" -gt 0 ]; then
  echo "setup: Debian packages ${missing[*]}"
  if ! bash scripts/apt-install.sh "${missing[@]}"; then
    {
      echo "**********************************************************************"
      echo "setup: could not install: ${missing[*]}"
      echo "  by hand: sudo apt-get install ${missing[*]}"
      echo "  without them some tests and simulators do not run; each says so."
      echo "**********************************************************************"
    } >&2
    rm -f .cache/setup/debian # asked again next time
    exit 0
  fi
fi
date > .cache/setup/debian
