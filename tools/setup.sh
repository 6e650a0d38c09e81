#!/bin/sh
# Set up everything that `make demo` and `make test` need on a fresh machine, and nothing twice.
# Usage: tools/setup.sh [test]   (test: also the programs that the tests look through)
set -eu
cd "$(dirname "$0")/.."

libraries="libgl1:libGL.so.1 libegl1:libEGL.so.1 libxkbcommon0:libxkbcommon.so.0 libfontconfig1:libfontconfig.so.1
libdbus-1-3:libdbus-1.so.3 libglib2.0-0:libglib-2.0.so.0"
screen_libraries="libxkbcommon-x11-0:libxkbcommon-x11.so.0 libxcb-cursor0:libxcb-cursor.so.0
libxcb-icccm4:libxcb-icccm.so.4 libxcb-keysyms1:libxcb-keysyms.so.1 libxcb-shape0:libxcb-shape.so.0"
viewers="poppler-utils:pdftotext chromium:chromium"

missing=""
present=$( (ldconfig -p || /sbin/ldconfig -p) 2>/dev/null || true)
need_library() {
    case "$present" in *"$2"*) ;; *) missing="$missing $1" ;; esac
}
for pair in $libraries $screen_libraries; do need_library "${pair%%:*}" "${pair##*:}"; done
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"

optional=""
if [ "${1:-}" = test ]; then
    for pair in $viewers; do
        command -v "${pair##*:}" >/dev/null 2>&1 || optional="$optional ${pair%%:*}"
    done
    # Debian keeps the server's own programs out of PATH.
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
        optional="$optional postgresql"
fi

if [ -n "$missing$optional" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing system packages:$missing$optional"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086
    [ -z "$missing" ] || apt-get install -qq -y --no-install-recommends $missing >/dev/null
    # shellcheck disable=SC2086
    [ -z "$optional" ] || apt-get install -qq -y --no-install-recommends $optional >/dev/null ||
        echo "not installed:$optional (the tests that look through them will be skipped)"
elif [ -n "$missing" ]; then
    echo "These system packages are missing; please have them installed as root: apt-get install$missing" >&2
    exit 1
elif [ -n "$optional" ]; then
    echo "not installed:$optional (the tests that look through them will be skipped)"
fi

stamp=.tools/stamp
wanted=$(cat uv.lock pyproject.toml tools/uv.txt | sha256sum)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ] || [ ! -x .venv/bin/python ]; then
    [ -x .tools/bin/pip ] || python3 -m venv .tools
    .tools/bin/pip install --quiet --disable-pip-version-check --requirement tools/uv.txt
    UV_PYTHON_DOWNLOADS=never UV_PYTHON="$(command -v python3)" .tools/bin/uv sync --frozen --quiet
    echo "$wanted" >"$stamp"
fi
