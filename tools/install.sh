#!/usr/bin/env bash
# Installs the locked packages (base or dev) and builds what the browser and the translations need.
set -eu
# What pip thinks of the packages' own way of building is no news for whoever installs the town.
export PYTHONWARNINGS=ignore
kind=$1
echo "Pakete werden installiert ($kind) …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$kind.lock"
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
pwd | sed 's|$|/src|' > "$site/mitmachstadt.pth"
if [ "$kind" = base ]; then
  echo "Oberfläche und Übersetzungen werden gebaut …"
  if ! { command -v npm && command -v node; } >/dev/null 2>&1; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.lock
  fi
  .venv/bin/python tools/build.py
fi
