#!/bin/bash
# Installs the npm packages of the lock file, once per lock file.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache/setup
command -v node >/dev/null || { echo "setup: Node.js 20.19 or newer is needed and not here (Debian: apt-get install nodejs npm, or nodejs.org)" >&2; exit 3; }
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`setup: Node.js ${process.versions.node} is too old; 20.19 or newer is needed`);
    process.exit(3);
  }'
want="$(sha256sum package-lock.json | cut -d' ' -f1) node$(node -p process.versions.modules)"
if [ "$(cat .cache/setup/npm 2>/dev/null)" != "$want" ] || [ ! -d node_modules ]; then
  echo "setup: npm packages (package-lock.json)"
  npm ci --no-audit --no-fund --loglevel=error
fi
printf '%s\n' "$want" > .cache/setup/npm
