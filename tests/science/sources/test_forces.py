"""Forces are spelled as in their files."""

import pytest

from towpath.sources import forces


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("West Mercia", "west-mercia"),
        ("Leicestershire Police", "leicestershire"),
        ("Devon & Cornwall", "devon-and-cornwall"),
        ("London, City of", "city-of-london"),
        ("Metropolitan Police", "metropolitan"),
        ("Metropolitan Police Service", "metropolitan"),
        ("Dyfed-Powys", "dyfed-powys"),
        ("Avon and Somerset Constabulary", "avon-and-somerset"),
        ("Police", "police"),
    ],
)
def test_a_force_is_spelled_as_its_files_are(name: str, slug: str) -> None:
    assert forces.slug(name) == slug
    assert forces.slug(slug) == slug
