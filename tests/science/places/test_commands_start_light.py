"""What the commands of places bring with them: a person waits for every import of theirs."""

import subprocess
import sys

import pytest

LATER = (
    "ibis",
    "pandas",
    "scipy.stats",
    "statsmodels",
    "openpyxl",
    "docx",
    "towpath.evidence.loading",
)
COMMAND = """
import sys
from towpath.cli import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    print(done.code, *[name for name in {later!r} if name in sys.modules])
"""


@pytest.mark.parametrize(
    "command",
    ["hotspots", *(pytest.param(one, marks=pytest.mark.slow) for one in ("repeats", "score"))],
)
def test_no_command_of_places_waits_for_what_it_does_not_use(loaded_home, tmp_path, command):
    home, _ = loaded_home
    said = ["--home", str(home.path), "places", command, "--category", "burglary"]
    done = subprocess.run(
        [sys.executable, "-I", "-c", COMMAND.format(later=LATER), *said, "--out", str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "0", done.stderr
