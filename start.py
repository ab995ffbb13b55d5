#!/usr/bin/env python3
"""Set Towpath up and run it, with nothing but Python and pip on the machine.

    python3 start.py               the demo partnership and its site, until Ctrl-C
                                   (--no-serve: build it, say where it is, and end)
    python3 start.py test          the quick tests; no browser, no Java
    python3 start.py check         everything: style, types, imports, all tests
    python3 start.py bench         the benchmarks
    python3 start.py soak          the long tests: kills, fuzzing, simulations
    python3 start.py towpath ...   the towpath command, in its environment

Everything it makes lies in this folder: .tools, one .venv-<set> for each set of requirements, and
towpath-demo. An environment is made anew when its lock changes. What start.py itself has to say
goes to stderr; stdout belongs to the command that it runs.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements"
TOOLS = ROOT / ".tools"
DEMO = ROOT / "towpath-demo"
WINDOWS = os.name == "nt"
PYTHONS = ((3, 11), (3, 13))  # oldest and newest that the locks are resolved for

# Settings of the user's pip that would stop an installation into a folder.
PIP = {"PIP_REQUIRE_VIRTUALENV": "0", "PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore"}
QUICK = "not browser and not spark and not slow and not real"
PARALLEL = ["-n", "auto", "--maxprocesses", "4"]
WITH_DATABASE = ["tests/rooms", "tests/house", "-m", "not browser and not slow"]
NO_POSTGRESQL = 77  # what tests/cluster.py answers where the server is not installed
CHECKS = (
    ("style", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("imports", ["lint-imports", "--no-cache"]),
)


class Stop(Exception):
    """Setting up cannot go on; the sentence tells the user why and what to do."""


def main(arguments):
    """Run one of the commands above and return its exit code."""
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        say(__doc__.strip())
        return 0
    name = arguments[0] if arguments and not arguments[0].startswith("-") else "demo"
    if name not in COMMANDS:
        say(__doc__.strip(), "", f"start.py has no command {name!r}; the ones above are all.")
        return 2
    try:
        return COMMANDS[name](arguments[1:] if name in arguments[:1] else arguments)
    except Stop as stop:
        say(str(stop))
        return 1


# The commands


def demo(options):
    """Build the demo partnership, compile its assessment, and serve its site until stopped."""
    if set(options) - {"--no-serve"}:
        say(f"start.py does not know {' '.join(options)}; it knows --no-serve.")
        return 2
    towpath = program(environment("run"), "towpath")
    code = call([towpath, "demo", "build", "--home", DEMO], cwd=ROOT, env=clean())
    if code or "--no-serve" in options:
        return code
    return call([towpath, "--home", DEMO, "serve"], cwd=ROOT, env=clean())


def towpath(options):
    """Pass everything to the command: arguments, working folder, exit code."""
    return call([program(environment("run"), "towpath"), *options], env=clean())


def test(options):
    """Run the quick tests."""
    return pytest(environment("test"), "quick", [*PARALLEL, "-m", QUICK, *options])


def check(options):
    """Run every check and every test; all of pytest comes last, so that its summary does."""
    venv, failed = environment("check"), []
    for title, (command, *rest) in CHECKS:
        began = time.monotonic()
        code = call([program(venv, command), *rest], cwd=ROOT, env=clean(), stdout=sys.stderr)
        say(f"{title}: {'failed' if code else 'passed'} in {time.monotonic() - began:.1f} s")
        failed += [title] if code else []
    failed += ["the site on PostgreSQL"] if on_postgresql(venv) else []
    code = pytest(venv, "check", [*PARALLEL, *options])
    if failed:
        say(f"Besides the tests, these checks failed: {', '.join(failed)}.")
    return code or int(bool(failed))


def on_postgresql(venv):
    """Run the tests that use a database on a PostgreSQL of their own; true where they fail."""
    began, python = time.monotonic(), program(venv, "python")
    tests = [python, "-I", "-m", "pytest", "-c", "pyproject.toml", "-q", "-n", "2", *WITH_DATABASE]
    command = [python, "-I", ROOT / "tests/cluster.py", *tests]
    code = call(command, cwd=ROOT, env=clean(TOWPATH_TESTS="check"), stdout=sys.stderr)
    if code == NO_POSTGRESQL and "postgres" not in os.environ.get("TOWPATH_REQUIRED", ""):
        say("the site on PostgreSQL: skipped")
        return False
    took = f"{time.monotonic() - began:.1f} s"
    say(f"the site on PostgreSQL: {'failed' if code else 'passed'} in {took}")
    return bool(code)


def bench(options):
    """Run the benchmarks, side by side with the peers."""
    python = program(environment("bench"), "python")
    return call([python, "-I", ROOT / "benchmarks/run.py", *options], cwd=ROOT, env=clean())


def soak(options):
    """Run the long tests."""
    return pytest(environment("check"), "soak", ["-m", "slow", *options])


def pytest(venv, effort, options):
    """Run pytest as the project is set up, whatever the user's own settings say."""
    env = clean(TOWPATH_TESTS=effort)
    python = program(venv, "python")
    return call([python, "-I", "-m", "pytest", "-c", "pyproject.toml", *options], cwd=ROOT, env=env)


COMMANDS = {
    "demo": demo,
    "towpath": towpath,
    "test": test,
    "check": check,
    "bench": bench,
    "soak": soak,
}


# The environments


def environment(name):
    """Return the folder of an environment that holds exactly what its lock says."""
    require_python()
    venv = ROOT / f".venv-{name}"
    lock = REQUIREMENTS / f"{name}.txt"
    mark = fingerprint(text(lock), text(REQUIREMENTS / "build.txt"), metadata())
    with alone(f"{venv.name}.lock"):
        if not made(venv, mark):
            with building(venv, mark):
                build(uv(), venv, lock)
    return venv


def build(uv, venv, lock):
    """Make an environment from its lock and put the project into it, editable."""
    say(f"Setting up {venv.name} (the first time, this downloads up to 250 MB) ...")
    constraints = ["--build-constraints", REQUIREMENTS / "build.txt"]
    for step in (
        ["venv", "--python", sys.executable, venv],
        ["pip", "sync", "--python", venv, "--require-hashes", lock],
        ["pip", "install", "--python", venv, "--no-deps", "--editable", ROOT, *constraints],
    ):
        # The system's certificates: councils look inside TLS with one of their own.
        if call([uv, "--system-certs", "--quiet", *step], cwd=ROOT, env=clean(), stdout=sys.stderr):
            raise Stop(
                f"{venv.name} could not be made; the lines above say why. If it was the network, "
                "run the same command again: what is already here is kept."
            )


def uv():
    """Return uv, the installer, after fetching it with pip if it is not here yet."""
    lock = REQUIREMENTS / "uv.txt"
    mark = fingerprint(text(lock))
    with alone(f"{TOOLS.name}.lock"):
        if not made(TOOLS, mark):
            with building(TOOLS, mark):
                fetch(lock)
    return program(TOOLS, "uv")


def fetch(lock):
    """Install a lock into .tools: --target needs no venv, no ensurepip and no administrator."""
    say("Fetching uv, the installer ...")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--no-deps", "--require-hashes", "--target", TOOLS, "--requirement", lock]
    if call(pip, env=clean(**PIP), stdout=sys.stderr):
        raise Stop(
            "uv could not be fetched; the lines above say why. Python needs pip "
            "(on Debian and Ubuntu: apt install python3-pip) and a way to a package index."
        )


def require_python():
    """Refuse a Python for which nothing is locked."""
    oldest, newest = PYTHONS
    if not oldest <= sys.version_info[:2] <= newest:
        here = "%d.%d" % sys.version_info[:2]
        raise Stop(f"This is Python {here}; run start.py with Python 3.11, 3.12 or 3.13.")


# Folders that are there whole or not at all


def fingerprint(*parts):
    """Return what a folder is made from: the parts, this Python and this place."""
    whole = "\0".join([sys.version, sys.executable, str(ROOT), *parts])
    return hashlib.sha256(whole.encode()).hexdigest()


def metadata():
    """Return what of pyproject.toml reaches an environment; the settings of tools do not."""
    import tomllib  # not in the Pythons that are refused

    settings = tomllib.loads(text(ROOT / "pyproject.toml"))
    return repr((settings["build-system"], settings["project"]))


def made(folder, mark):
    """Say whether a folder was finished, from the same parts."""
    stamp = folder / ".towpath"
    return stamp.is_file() and text(stamp) == mark


@contextlib.contextmanager
def building(folder, mark):
    """Start a folder from nothing; the stamp comes last, so a killed run is simply done again."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise Stop(f"{folder} cannot be replaced; close what uses it and run this again.")
    yield
    (folder / ".towpath").write_text(mark, "utf-8")


@contextlib.contextmanager
def alone(name):
    """Wait until no other start.py is making the same thing; a killed one lets go."""
    with (ROOT / name).open("a+b") as file:
        if WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            # Inherited, so that an installer outliving a killed start.py still keeps others out.
            os.set_inheritable(file.fileno(), True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# Running things


def program(folder, name):
    """Return a program of an environment or of .tools, wherever this system puts it."""
    places = [folder / "Scripts" / f"{name}.exe", folder / "bin" / f"{name}.exe"]
    return next((place for place in places if place.exists()), folder / "bin" / name)


def clean(**extra):
    """Return the user's environment without what would change how Python or pytest behaves."""
    dropped = ("PYTHON", "PYTEST_", "HYPOTHESIS_", "COVERAGE_", "VIRTUAL_ENV")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return {**kept, **extra}


def call(command, **options):
    """Run a program to its end and return its exit code; stopping start.py stops it too."""
    with subprocess.Popen([str(part) for part in command], close_fds=False, **options) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            # Ctrl-C reaches the child as well; it says its last words, then both end.
            with contextlib.suppress(KeyboardInterrupt):
                code = child.wait()
                return 128 - code if code < 0 else code


def text(path):
    """Return what a file says."""
    return path.read_text("utf-8")


def say(*lines):
    """Tell the user something."""
    print(*lines, sep="\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
