# Sourced by the scripts beside it, from the root of the project: a .venv in step with requirements/.

root=$PWD
venv=$root/.venv

say() { printf '%s\n' "$*" >&2; }

# One that was compiled by the way, as pyenv does it, works a sixth slower than one compiled with
# optimizations, as distributions do: it is taken where there is no other.
find_python() {
  local name
  for name in python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && "$name" - "$name" <<<"$is_complete" 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null &&
      "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  say "Lianhu needs Python 3.11 or newer; none was found in PATH."
  return 1
}

is_complete='
import ensurepip, sys, sysconfig, venv
assert sys.version_info >= (3, 11)
options = sysconfig.get_config_var("CONFIG_ARGS") or ""
assert sys.argv[1].startswith("/usr/") or "--enable-optimizations" in options
'

make_venv() {
  "$venv/bin/python" -c 'import pip' 2>/dev/null && return
  local python
  python=$(find_python)
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv"
    return 1
  fi
  rm -rf "$venv"
  "$python" -m venv "$venv"
}

# The project's place is part of the stamp: a moved checkout must be installed anew.
stamp_of() {
  { echo "$root" && cat pyproject.toml "$@"; } | sha256sum
}

# prepare_venv run: what Lianhu needs to run. prepare_venv dev: the tests' and checks' needs too.
# Does nothing, quickly, when the last time still holds.
prepare_venv() {
  local run_stamp dev_stamp
  run_stamp=$(stamp_of requirements/requirements.txt)
  dev_stamp=$(stamp_of requirements/requirements*.txt)
  if [ "$1" = run ]; then
    [ "$(cat "$venv/stamp-run" 2>/dev/null)" = "$run_stamp" ] && return
  else
    [ "$(cat "$venv/stamp-dev" 2>/dev/null)" = "$dev_stamp" ] && return
  fi

  say "Installing what Lianhu needs into .venv (once; under a minute) …"
  make_venv
  local pip=("$venv/bin/python" -m pip --quiet --disable-pip-version-check --no-input)
  if [ "$1" = run ]; then
    "${pip[@]}" install --require-hashes -r requirements/requirements.txt
  else
    "${pip[@]}" install --require-hashes -r requirements/requirements-installer.txt
    # uv does not read pip's own configuration; where only that names a mirror, pip gets there.
    VIRTUAL_ENV=$venv "$venv/bin/uv" pip install --quiet --system-certs --require-hashes \
      -r requirements/requirements-dev.txt ||
      "${pip[@]}" install --require-hashes -r requirements/requirements-dev.txt
  fi
  "${pip[@]}" install --no-deps --no-build-isolation --editable .
  echo "$run_stamp" >"$venv/stamp-run"
  if [ "$1" = dev ]; then echo "$dev_stamp" >"$venv/stamp-dev"; fi
}
