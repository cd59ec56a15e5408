"""How many classes there are, and the share of each: what a table cannot say and chance needs."""

from __future__ import annotations

from layerwise.curves.errors import CurvesOptionError


def class_shares(given: object) -> tuple[int, tuple[float, ...]]:
    """How many classes there are, and the share of each where it is said.

    Args:
        given: 10, "10", or the shares: (0.95, 0.05), "0.95,0.05"; None: not known.

    Raises:
        CurvesOptionError: anything else.
    """
    if given is None:
        return 0, ()
    parts = str(given).strip("()[] ").split(",") if isinstance(given, str | int | tuple | list) else []
    try:
        numbers = [float(part) for part in parts if part.strip()]
    except ValueError:
        numbers = []
    if len(numbers) == 1 and numbers[0] >= 2 and numbers[0].is_integer():
        return int(numbers[0]), ()
    if len(numbers) > 1 and min(numbers) > 0 and abs(sum(numbers) - 1) < 0.01:
        return len(numbers), tuple(numbers)
    raise CurvesOptionError(
        "unusable classes", got=repr(given), expected="how many there are (10), or the share of each (0.95,0.05)",
        remedy="Leave it out where neither is known.",
    )  # fmt: skip
