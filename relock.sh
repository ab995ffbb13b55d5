#!/usr/bin/env bash
# Lock every set of requirements by hash, without naming any registry.
# The superset goes first: the other order lets one set run ahead of another.
#   ./relock.sh              after a change of pyproject.toml
#   ./relock.sh --upgrade    take the newest versions that pyproject.toml allows
set -euo pipefail
cd "$(dirname "$0")"

uv=.tools/bin/uv
test -x "$uv" || python3 start.py towpath --version >/dev/null
for name in ${!UV_@} ${!PIP_@}; do unset "$name"; done  # a private index must not leak in

compile() {
  local out=requirements/$1.txt
  shift
  "$uv" pip compile --quiet --universal --generate-hashes --no-annotate --no-header \
    --system-certs --output-file "$out" "$@"
}

if [ "${1:-}" = --upgrade ]; then rm -f requirements/all.txt requirements/uv.txt; fi
compile all pyproject.toml --all-extras --group check --group bench --group build
compile plain pyproject.toml -c requirements/all.txt
compile run pyproject.toml --extra site -c requirements/all.txt
compile test pyproject.toml --extra site --group test -c requirements/all.txt
compile check pyproject.toml --all-extras --group check -c requirements/all.txt
compile bench pyproject.toml --group bench -c requirements/all.txt
compile build --group pyproject.toml:build -c requirements/all.txt
compile uv --group pyproject.toml:tools

if grep --with-filename --line-number -E '://|--(extra-)?index-url|--find-links| @ ' requirements/*.txt; then
  echo 'relock.sh: a lock names where packages come from; it must not.' >&2
  exit 1
fi
