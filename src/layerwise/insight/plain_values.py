"""Frozen types as plain JSON values and back, every value held to the type that its field is annotated with."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from layerwise.insight.finding import plain


def as_plain(value: Any, kinds: Mapping[str, type]) -> Any:
    """A value of plain types, tuples and dataclasses as JSON holds it.

    Args:
        value: to write.
        kinds: dataclasses whose name is written beside their fields, as `kind`.
    """
    if isinstance(value, tuple):
        return [as_plain(each, kinds) for each in value]
    if not hasattr(value, "__dataclass_fields__"):
        return plain(value)
    told = {field.name: as_plain(getattr(value, field.name), kinds) for field in fields(value)}
    kind = type(value).__name__.lower()
    return {"kind": kind, **told} if kind in kinds else told


def from_plain(expected: Any, value: Any, kinds: Mapping[str, type]) -> Any:
    """What `as_plain` wrote.

    Args:
        expected: the type.
        value: plain values.
        kinds: dataclasses by the name that is written as `kind`.

    Raises:
        KeyError, TypeError, ValueError: it is no such thing; every number has to be finite.
    """
    if get_origin(expected) is tuple:
        inner = get_args(expected)
        each_kind = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(from_plain(kind, each, kinds) for kind, each in zip(each_kind, value, strict=True))
    if get_origin(expected) is types.UnionType and isinstance(value, Mapping):
        return from_plain(kinds[value["kind"]], value, kinds)
    if hasattr(expected, "__dataclass_fields__"):
        hints = _hints(expected)
        return expected(**{name: from_plain(kind, value[name], kinds) for name, kind in hints.items()})
    if not _is_a(expected, value):
        raise TypeError(f"{str(value)[:40]!r} where {getattr(expected, '__name__', expected)} should be")
    return float(value) if expected is float else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _is_a(expected: Any, value: Any) -> bool:
    if expected is float:
        return type(value) in (int, float) and math.isfinite(value)
    if get_origin(expected) is Literal:
        return value in get_args(expected)
    if get_origin(expected) is types.UnionType:
        return any(_is_a(each, value) for each in get_args(expected))
    return type(value) is expected
