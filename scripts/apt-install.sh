#!/bin/bash
# apt-get install where it works without asking: as root, or with a sudo that needs no password. Fails otherwise.
set -euo pipefail
command -v apt-get >/dev/null || exit 1
run=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || exit 1
  run=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive
"${run[@]}" apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 ||
  { "${run[@]}" apt-get update -q >/dev/null 2>&1 && "${run[@]}" apt-get install -y -q --no-install-recommends "$@" >/dev/null; }
