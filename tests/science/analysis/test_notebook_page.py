"""The notebook's page: near repeats, a forecast and a score from arrays alone, as it is printed."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "notebook.md"


@pytest.mark.slow
def test_the_page_for_notebooks_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    section = PAGE.read_text("utf-8").split("\n## ")[1]
    made, asked = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    names: dict[str, object] = {}
    exec(made, names)
    exec(asked, names)
    (said,) = re.findall(r"```text\n(.*?)```", section, re.DOTALL)
    assert capsys.readouterr().out.split() == said.split()
