"""`--set classes=…` tells how many classes there are, or the share of each."""

from __future__ import annotations

import pytest

from layerwise.curves.classes import class_shares
from layerwise.curves.errors import CurvesOptionError


@pytest.mark.parametrize("given", [10, "10", "10.0", (0.5, 0.5), "0.95,0.05", [0.2, 0.3, 0.5], None])
def test_a_number_of_classes_or_the_share_of_each_is_read(given: object) -> None:
    classes, shares = class_shares(given)
    assert classes == (0 if given is None else 10 if "10" in str(given) else len(shares))
    assert not shares or sum(shares) == pytest.approx(1)


@pytest.mark.parametrize("given", [1, 0, "ten", "0.5,0.6", "0.5,-0.5,1", 2.5, "2.5", {}])
def test_anything_else_is_refused_with_what_does(given: object) -> None:
    with pytest.raises(CurvesOptionError, match="classes"):
        class_shares(given)
