"""The looks of a study that adds seeds until it is decided, as `study.json` keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from layerwise.verdict.looks import MOST_LOOKS


@dataclass(frozen=True)
class Look:
    """What stood at one look.

    Args:
        seeds: measured seeds of each architecture by then.
        conclusions: by step of depth ("relu, width 16: 1 → 2") what was concluded.
        wanting: those steps that were undecided for lack of seeds.
    """

    seeds: int
    conclusions: dict[str, str]
    wanting: tuple[str, ...]


def taken(card: dict[str, Any]) -> tuple[Look, ...]:
    """The looks that the study has taken, in their order."""
    looks = card.get("looks", {}).get("taken", ())
    return tuple(Look(look["seeds"], look["conclusions"], tuple(look["wanting"])) for look in looks)


def plan_looks(card: dict[str, Any], looks: Sequence[int], command: str) -> None:
    """Writes into the card at how many seeds one will look, and the command that does so."""
    card["looks"] = {"planned": list(looks), "taken": [asdict(look) for look in taken(card)]}
    card["command"] = command or card["command"]


def take(card: dict[str, Any], look: Look) -> None:
    """Writes a look into the card, after those before it."""
    card["looks"]["taken"] = [asdict(each) for each in (*taken(card), look)]


def reached(card: dict[str, Any]) -> int:
    """The measured seeds that the study holds by now: those of its last look, before any look those of its plan."""
    looks = taken(card)
    return looks[-1].seeds if looks else int(card["plan"]["seeds"])


def corrected_for(card: dict[str, Any]) -> int:
    """How many looks share the level: four wherever any were planned, however many of them were needed."""
    return MOST_LOOKS if "looks" in card else 1
