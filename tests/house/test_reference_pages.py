"""The reference pages say what the code says."""

import pytest

from towpath.cli import pages


@pytest.mark.parametrize("name", sorted(pages.pages()))
def test_the_reference_page_is_up_to_date(root, name):
    written = (root / "docs" / "reference" / name).read_text("utf-8")
    assert written == pages.pages()[name], "run: python -m towpath.cli.pages docs/reference"
