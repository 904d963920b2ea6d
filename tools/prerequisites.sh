#!/usr/bin/env bash
# Says in one sentence what is missing on this machine, and how to get it.
set -u
if ! command -v python3 >/dev/null; then
  echo "Es fehlt Python 3.11 oder neuer: sudo apt install python3 python3-venv" >&2; exit 1
fi
if ! python3 -c 'import sys; raise SystemExit(sys.version_info < (3, 11))'; then
  echo "Dieses Python ist zu alt ($(python3 --version)); nötig ist 3.11 oder neuer: sudo apt install python3.11 python3.11-venv" >&2; exit 1
fi
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "Es fehlt das Modul venv: sudo apt install python3-venv" >&2; exit 1
fi
