#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests, if it can be the one without windows,
# which needs less of the processor. Usage: install_browser.sh PYTHON
set -eu
if command -v chromium-headless-shell >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq chromium-headless-shell >/dev/null; then exit 0; fi
fi
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
"$1" -m playwright install chromium
