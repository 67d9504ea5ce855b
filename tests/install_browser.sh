#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests. Usage: install_browser.sh PYTHON
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq chromium chromium-driver >/dev/null; then exit 0; fi
fi
"$1" -m playwright install chromium
