#!/bin/sh
# The Debian packages that the tests need: installed when root, else named.
set -eu
missing=""
[ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v msgfmt >/dev/null 2>&1 || missing="$missing gettext"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
ls /usr/share/fonts/truetype/noto/NotoSansBengali-Regular.ttf >/dev/null 2>&1 || missing="$missing fonts-noto-core"
ldconfig -p 2>/dev/null | grep -q libical.so.3 || missing="$missing libical3"
command -v khal >/dev/null 2>&1 || missing="$missing khal"
command -v vdirsyncer >/dev/null 2>&1 || missing="$missing vdirsyncer"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need these Debian packages; install them as root: apt-get install$missing" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null
