#!/bin/sh
# sh requirements/install.sh run|dev PYTHON: puts requirements/run.txt (or dev.txt) and Layerwise itself into .venv.
# .venv/run.stamp is there only while .venv is whole: what an interruption left behind is thrown away and made anew.
set -eu
wanted=$1
python=$2

stop() {
    echo "layerwise: $1" >&2
    exit 1
}

check_python() {
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
        stop "$python does not run. Install Python 3.11 or later, or name one you have: make PYTHON=python3.12 ..."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$python is Python $version, and 3.11 or later is needed. Name a later one: make PYTHON=python3.12 ..."
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "$python lacks venv. Install it (Debian, Ubuntu: sudo apt install python$version-venv) and run make again."
}

if [ ! -e .venv/run.stamp ]; then
    check_python
    echo "Setting up .venv, once, with Python $version: about 250 MB to download, a minute or two ..." >&2
    "$python" -m venv --clear .venv || stop "$python could not make .venv; the lines above say why."
fi
rm -f .venv/run.stamp .venv/dev.stamp

pip() {
    .venv/bin/python -m pip --disable-pip-version-check --quiet "$@" ||
        stop "the installation did not end; the lines above say why. Run make again to start it afresh."
}
pip install --require-hashes -r "requirements/$wanted.txt"
pip install --no-deps --no-build-isolation -e .

touch .venv/run.stamp
[ "$wanted" = run ] || touch .venv/dev.stamp
