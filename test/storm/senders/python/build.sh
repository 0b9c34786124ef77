#!/bin/sh
# Brings the official OpenTelemetry SDK for Python, in pinned versions; the one argument is the sender to write.
set -eu
folder=$(dirname "$1")
cd "$(dirname "$0")"
rm -rf "$folder"
mkdir -p "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: -r requirements.txt
{
  echo "#!$folder/venv/bin/python"
  cat sender.py
} >"$1"
chmod 755 "$1"
