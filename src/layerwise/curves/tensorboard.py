"""Folders of TensorBoard's event files as curves: a run a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from layerwise.curves.account import Account
from layerwise.curves.columns import check_mapped
from layerwise.curves.errors import CurvesError
from layerwise.curves.events import PATTERN, read_events
from layerwise.curves.raw import Raw
from layerwise.curves.scalars import PARTS_BY_FOLDER, Scalars, gather, judged_of, raw_of_scalars
from layerwise.words import Text

_CUT = Text(
    "{names} ends within a record, after {records:n whole record}: those are used.",
    "{names} 在一条记录中间断开，其前有 {records:,} 条完整记录：使用这些记录。",
)
_DAMAGED = Text(
    "{names} is damaged after {records:n whole record}: those are used, the rest is not.",
    "{names} 在 {records:,} 条完整记录之后损坏：使用这些记录，其余不用。",
)
_EMPTY = Text("{names} is empty.", "{names} 是空文件。")
_FAULTS = {"cut": _CUT, "damaged": _DAMAGED, "empty": _EMPTY}


def has_events(folder: Path) -> bool:
    """Whether there is an event file in the folder or below."""
    return next(folder.rglob(PATTERN), None) is not None


def read_logs(folder: str | Path, given: Mapping[str, str] | None = None) -> Raw:
    """The runs below a folder; each folder with event files is one.

    The folders `train` and `validation` in a run (as Keras writes them) are parts of it. Settings come from recorded
    hyper-parameters and from names such as `depth=2_seed=3`, the names winning.

    Args:
        folder: that TensorBoard would be pointed at.
        given: name of the contract → tag, for tags whose meaning is not plain.

    Raises:
        CurvesError: no event files, none with an accuracy, or the extra `tensorboard` is missing.
        CurvesOptionError: `given` holds an unknown name, or one tag for two.
    """
    root, account = Path(folder), Account()
    check_mapped(given or {}, account)
    tags = {tag: name for name, tag in (given or {}).items()}
    found: dict[str, Scalars] = {}
    settings: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    for path in sorted(path for path in root.rglob(PATTERN) if path.is_file()):
        events = read_events(path)
        if events.fault:
            names = [str(path.relative_to(root))]
            account.leave_out(f"{events.fault}-file", _FAULTS[events.fault], names=names, records=events.records)
        seen |= {scalar[0] for scalar in events.scalars}
        place = path.parent.relative_to(root)
        part = PARTS_BY_FOLDER.get(place.name.lower(), "")
        run = _name(place.parent if part else place)
        settings.setdefault(run, {}).update(events.settings)
        gather(events.scalars, part, tags, run, found.setdefault(run, {}), account)
    if not found:
        raise CurvesError(
            f"no event files below {root}", got="none named *tfevents*", expected="a folder of TensorBoard's logs",
            remedy="Give the folder that TensorBoard would be pointed at.",
        )  # fmt: skip
    _share_recorded(settings, found)
    own = {run: curves for run, curves in found.items() if judged_of(curves) or not _belongs(run, found)}
    got, name = _got(account), root.resolve().name
    return raw_of_scalars(own, settings, seen, name=name, where=str(root), given=given, account=account, got=got)


def _got(account: Account) -> str:
    """Which files could not be read to their end."""
    faults = [each.text.say("en").rstrip(".") for each in account.left_out if each.code.endswith("-file")]
    more = [f"and {len(faults) - 3:,} more such"] if len(faults) > 3 else []
    return "".join(f"; {fault}" for fault in [*faults[:3], *more])


def _name(place: Path) -> str:
    return place.as_posix()


def _share_recorded(settings: dict[str, dict[str, str]], found: Mapping[str, Scalars]) -> None:
    """PyTorch records the hyper-parameters of a run in a folder of their own below it."""
    for run, told in settings.items():
        if judged_of(found[run]) is None and _belongs(run, found):
            parent = _name(Path(run).parent)
            settings[parent] = {**told, **settings[parent]}


def _belongs(run: str, found: Mapping[str, Scalars]) -> bool:
    above = found.get(_name(Path(run).parent))
    return above is not None and judged_of(above) is not None and run != "."
