#!/bin/bash
# Compiles qnmc to dist/ and links it where `npx qnmc` finds it.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache node_modules/.bin
[ -f dist/cli/main.js ] || rm -f .cache/tsbuildinfo.build # an incremental build would believe that dist is there
echo "setup: building qnmc"
npx tsc -p tsconfig.build.json
chmod +x dist/cli/main.js
ln -sf ../../dist/cli/main.js node_modules/.bin/qnmc
touch dist/.built
