"""The next steps that a network could take, and which measured networks tell what each would bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from layerwise.verdict.readings.architectures import Architecture
from layerwise.verdict.readings.series import UNKNOWN
from layerwise.words import Text

DEEPER, SHALLOWER, WIDER, NARROWER, LONGER = "deeper", "shallower", "wider", "narrower", "longer"
ACTIVATION, NORMALISATION, RESIDUAL = "activation", "normalisation", "residual"
EARLY_STOPPING, DATA = "early-stopping", "data"
# What anybody can try next. Who stops has to know of each of them that it brings too little.
CHEAP = (LONGER, EARLY_STOPPING, SHALLOWER, DEEPER, WIDER, DATA)
# No more training, parameters or inference, whatever the tables tell of costs.
FREE = (SHALLOWER, NARROWER, EARLY_STOPPING)
# Epochs are recorded log-spaced in long runs: "twice" is met to within this share.
_NEARLY = 0.05

_WHAT = {
    DEEPER: Text("{to:n hidden layer} instead of {start}", "隐藏层由 {start} 个改为 {to} 个"),
    SHALLOWER: Text("{to:n hidden layer} instead of {start}", "隐藏层由 {start} 个改为 {to} 个"),
    NARROWER: Text("layers of {to} instead of {start} units", "每层神经元由 {start} 个改为 {to} 个"),
    WIDER: Text("layers of {to} instead of {start} units", "每层神经元由 {start} 个改为 {to} 个"),
    LONGER: Text("{to:n epoch} instead of {start}", "训练轮数由 {start} 改为 {to}"),
    ACTIVATION: Text("{to} instead of {start}", "激活函数由 {start} 改为 {to}"),
    NORMALISATION: Text("normalisation {to} instead of {start}", "归一化由 {start} 改为 {to}"),
    RESIDUAL: Text("residual links", "残差连接"),
    EARLY_STOPPING: Text("early stopping", "早停"),
    DATA: Text("{to:,} training examples instead of {start:,}", "训练样本由 {start:,} 个改为 {to:,} 个"),
}
# The same in a few cells, for tables.
_SHORT = {
    DEEPER: Text("{start} → {to:n layer}", "{start} → {to} 层"),
    SHALLOWER: Text("{start} → {to:n layer}", "{start} → {to} 层"),
    NARROWER: Text("width {start} → {to}", "宽度 {start} → {to}"),
    WIDER: Text("width {start} → {to}", "宽度 {start} → {to}"),
    LONGER: Text("{start} → {to:n epoch}", "{start} → {to} 轮"),
    ACTIVATION: Text("{start} → {to}", "{start} → {to}"),
    NORMALISATION: Text("normalisation {to}", "归一化 {to}"),
    RESIDUAL: _WHAT[RESIDUAL],
    EARLY_STOPPING: _WHAT[EARLY_STOPPING],
    DATA: Text("{start:,} → {to:,} rows", "{start:,} → {to:,} 个样本"),
}
_NOT_MEASURED = {
    DEEPER: Text("one more layer", "多一层"),
    SHALLOWER: Text("one layer fewer", "少一层"),
    WIDER: Text("twice the width", "宽度加倍"),
    LONGER: Text("twice the epochs", "训练轮数加倍"),
    ACTIVATION: Text("another activation", "换激活函数"),
    NORMALISATION: Text("normalisation", "归一化"),
    EARLY_STOPPING: Text("early stopping", "早停"),
    DATA: Text("more data", "更多数据"),
}


@dataclass(frozen=True, eq=False)
class Start:
    """The network that asks for its next step.

    Args:
        architecture: what it is.
        epochs: how long it was trained; a recorded epoch.
        known: the recorded epochs of its runs.
        validated: whether its runs have a validation error.
    """

    architecture: Architecture
    epochs: int
    known: Sequence[int]
    validated: bool


@dataclass(frozen=True, eq=False)
class Move:
    """A step from the start: where it leads, or the option of `layerwise study` that would measure it.

    Args:
        name: "deeper", "shallower", "wider", "narrower", "longer", "activation", "normalisation", "residual",
            "early-stopping" or "data".
        what: in words.
        short: the same in a few words, for tables.
        to: the architecture it leads to; None where the study has none.
        epochs: how long that one is trained.
        early: whether it is stopped where validation says.
        option: what would measure it, e.g. "--widths 16,32"; "" where it was measured.
    """

    name: str
    what: Text
    short: Text
    to: Architecture | None = None
    epochs: int = 0
    early: bool = False
    option: str = ""


def moves(start: Start, found: Sequence[Architecture]) -> list[Move]:
    """Every step there is, in a fixed order, those that were not measured among them."""
    return [move for way in _WAYS for move in way(start, found)]


def _deeper(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    own = start.architecture.hidden
    deeper = [each for each in _alike(start, found) if len(each.hidden) > len(own) and _continues(own, each.hidden)]
    if not deeper:
        yield _missing(DEEPER, _depth_option(own, (*own, own[-1]) if own else (0,)))
        return
    # A classifier without hidden layers may gain a first one of several widths: the narrowest is the next step.
    next_ = min(deeper, key=lambda each: (len(each.hidden), each.hidden))
    yield _to(DEEPER, start, next_, was=len(own), to=len(next_.hidden))


def _shallower(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    own = start.architecture.hidden
    if not own:
        return
    fewer = [each for each in _alike(start, found) if len(each.hidden) < len(own) and _continues(each.hidden, own)]
    if not fewer:
        yield _missing(SHALLOWER, _depth_option(own[:-1], own))
        return
    next_ = max(fewer, key=lambda each: len(each.hidden))
    yield _to(SHALLOWER, start, next_, was=len(own), to=len(next_.hidden))


def _narrower(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    own = start.architecture.hidden
    if not own or 0 in own:
        return
    narrower = [each for each in _alike(start, found) if 0 < _factor(own, each.hidden) < 1]
    if narrower:
        next_ = min(narrower, key=lambda each: abs(_factor(own, each.hidden) - 0.5))
        yield _to(NARROWER, start, next_, was=_widths(own), to=_widths(next_.hidden))


def _wider(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    own = start.architecture.hidden
    if not own:
        return
    if 0 in own:  # widths that the tables do not know
        yield _missing(WIDER, "")
        return
    wider = [each for each in _alike(start, found) if _factor(own, each.hidden) > 1]
    if not wider:
        twice = tuple(2 * width for width in own)
        yield _missing(WIDER, _widths_option(own, twice))
        return
    # Twice as wide where that was measured, else what comes nearest to it.
    next_ = min(wider, key=lambda each: abs(_factor(own, each.hidden) - 2))
    yield _to(WIDER, start, next_, was=_widths(own), to=_widths(next_.hidden))


def _longer(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    twice = 2 * start.epochs
    nearest = min(start.known, key=lambda epoch: abs(epoch - twice))
    if abs(nearest - twice) > _NEARLY * twice or nearest <= start.epochs:
        yield _missing(LONGER, f"--epochs {twice}")
        return
    what, short = (Text(**text.both(start=start.epochs, to=nearest)) for text in (_WHAT[LONGER], _SHORT[LONGER]))
    yield Move(LONGER, what, short, start.architecture, nearest)


def _other_activation(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    # Each activation has an initialisation that fits it: the two change together.
    own = start.architecture
    others = [each for each in _alike(start, found, "activation", "initialisation") if each.hidden == own.hidden]
    names = dict.fromkeys(str(each.settings["activation"]) for each in others)
    was = str(own.settings["activation"])
    for name in names:
        if name != was:
            same = [each for each in others if each.settings["activation"] == name]
            kept = [each for each in same if each.settings["initialisation"] == own.settings["initialisation"]]
            yield _to(ACTIVATION, start, (kept or same)[0], was=was, to=name)
    if was == UNKNOWN:
        yield _missing(ACTIVATION, "")
    elif set(names) <= {was}:
        yield _missing(ACTIVATION, f"--activations {was},{'tanh' if was != 'tanh' else 'relu'}")


def _normalised(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    was = str(start.architecture.settings["normalisation"])
    others = _twins(start, found, "normalisation")
    for other in others:
        yield _to(NORMALISATION, start, other, was=was, to=other.settings["normalisation"])
    if not others and was == "none" and start.architecture.hidden:
        yield _missing(NORMALISATION, "--normalisation layer")


def _residual(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    if not start.architecture.settings["residual"]:
        for other in _twins(start, found, "residual"):
            yield _to(RESIDUAL, start, other)


def _early_stopping(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    if start.epochs == 1:
        return
    if start.validated:
        what, short = _WHAT[EARLY_STOPPING], _SHORT[EARLY_STOPPING]
        yield Move(EARLY_STOPPING, what, short, start.architecture, start.epochs, early=True)
    else:
        yield _missing(EARLY_STOPPING, "")


def _more_data(start: Start, found: Sequence[Architecture]) -> Iterator[Move]:
    own = start.architecture
    same = [each for each in found if each.name == own.name and each.settings == own.settings]
    more = [each for each in same if each.hidden == own.hidden and each.train_rows > own.train_rows]
    if more:
        next_ = min(more, key=lambda each: each.train_rows)
        yield _to(DATA, start, next_, was=own.train_rows, to=next_.train_rows)
    else:
        yield _missing(DATA, f"--sizes {own.train_rows // 2},{own.train_rows}" if own.train_rows > 1 else "--sizes")


_WAYS: tuple[Callable[[Start, Sequence[Architecture]], Iterator[Move]], ...] = (
    *(
        _deeper,
        _shallower,
        _wider,
        _narrower,
        _longer,
        _other_activation,
        _normalised,
        _residual,
        _early_stopping,
        _more_data,
    ),
)


def _to(name: str, begin: Start, next_: Architecture, was: object = None, to: object = None) -> Move:
    what, short = (Text(**text.both(start=was, to=to)) for text in (_WHAT[name], _SHORT[name]))
    return Move(name, what, short, next_, begin.epochs)


def _missing(name: str, option: str) -> Move:
    return Move(name, _NOT_MEASURED[name], _NOT_MEASURED[name], option=option)


def _alike(start: Start, found: Sequence[Architecture], *free: str) -> list[Architecture]:
    """Architectures trained on as much data whose settings are the start's, but for the width and those named."""
    own = start.architecture
    free = (*free, "width")

    def fixed(each: Architecture) -> dict[str, object]:
        return {name: value for name, value in each.settings.items() if name not in free}

    return [each for each in found if each.train_rows == own.train_rows and fixed(each) == fixed(own)]


def _twins(start: Start, found: Sequence[Architecture], setting: str) -> list[Architecture]:
    """Those that differ in one setting alone."""
    own = start.architecture
    same = [each for each in _alike(start, found, setting) if each.hidden == own.hidden]
    return [each for each in same if each.settings[setting] != own.settings[setting]]


def _continues(own: tuple[int, ...], hidden: tuple[int, ...]) -> bool:
    """Whether `hidden` is `own` with more layers as wide as its last."""
    added = hidden[len(own) :]
    return hidden[: len(own)] == own and set(added) == {own[-1] if own else added[0]}


def _factor(own: tuple[int, ...], hidden: tuple[int, ...]) -> float:
    """How many times as wide every layer is; 0 where the layers differ in number or in their factor."""
    if len(own) != len(hidden):
        return 0.0
    factors = {after / before for before, after in zip(own, hidden, strict=True)}
    return factors.pop() if len(factors) == 1 else 0.0


def _widths(hidden: tuple[int, ...]) -> str:
    return str(hidden[0]) if len(set(hidden)) == 1 else "-".join(map(str, hidden))


def _depth_option(fewer: tuple[int, ...], more: tuple[int, ...]) -> str:
    if len(set(more)) <= 1:
        return f"--depths {len(fewer)},{len(more)}"
    return _shapes_option(fewer, more)


def _widths_option(own: tuple[int, ...], twice: tuple[int, ...]) -> str:
    return f"--widths {own[0]},{twice[0]}" if len(set(own)) == 1 else _shapes_option(own, twice)


def _shapes_option(*shapes: tuple[int, ...]) -> str:
    return "--hidden '" + ";".join(",".join(map(str, shape)) for shape in shapes) + "'"
