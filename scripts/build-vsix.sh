#!/bin/bash
# Packs editors/vscode as build/qnm.vsix: type check, one bundle, vsce. The first time its own packages are installed (150 MB).
set -euo pipefail
cd "$(dirname "$0")/../editors/vscode"
[ -x node_modules/.bin/vsce ] || npm ci --no-audit --no-fund
../../node_modules/.bin/tsc -p tsconfig.json --typeRoots ../../node_modules/@types,node_modules/@types
node_modules/.bin/esbuild src/extension.ts --bundle --platform=node --format=cjs --target=node20 --external:vscode \
  --minify --outfile=dist/extension.js --log-level=warning
cp ../../LICENSE LICENSE
mkdir -p ../../build
node_modules/.bin/vsce package --no-dependencies --allow-missing-repository --skip-license -o ../../build/qnm.vsix
rm LICENSE
