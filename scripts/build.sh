#!/bin/bash
# Compiles qnmc to dist/ and links it where `npx qnmc` finds it.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache node_modules/.bin
[ -f dist/cli/main.js ] || rm -f .cache/tsbuildinfo.build # an incremental build would believe that dist is there
echo "setup: building qnmc"
npx tsc -p tsconfig.build.json
npx tsx scripts/translate-templates.ts
# chevrotain reads 640 files of lodash-es one by one, half of the time to start; its package also holds all of it as one file
mkdir -p dist/vendor
cp node_modules/chevrotain/lib/chevrotain.min.mjs dist/vendor/chevrotain.js
perl -pi -e "s#from 'chevrotain'#from '../vendor/chevrotain.js'#" dist/dsl/*.js
npx tsx scripts/build-page.ts # the page of `qnmc serve`
npx tsx scripts/bundle-command.ts
ln -sf ../../dist/bundle/cli/main.js node_modules/.bin/qnmc
node dist/bundle/cli/main.js man > dist/qnmc.1
touch dist/.built
