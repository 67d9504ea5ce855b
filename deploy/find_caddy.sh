#!/usr/bin/env bash
# Makes sure that there is a Caddy: one that is installed, else Debian's.
set -eu
if command -v caddy >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends caddy >/dev/null; then exit 0; fi
fi
echo "There is no caddy here, and it can be installed only by root on Debian (the package caddy)." >&2
exit 1
