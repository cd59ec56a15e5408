"""What was run: data with checksum, networks, command, versions and machine, for the end of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layerwise.report.markup import Words, both, element, folded, table
from layerwise.verdict.condition import Items
from layerwise.words import LANGUAGES, Text

_TITLE = Text("What was run", "运行了什么")
_AGAIN = Text("Run it again with", "重新运行的命令")
_RATES = Text("Learning rates, tuned by validation loss", "按验证损失调出的学习率")
_RATE_HEADS = (Text("network", "网络"), Text("learning rate", "学习率"))
_LABELS = {
    "name": Text("Data set", "数据集"),
    "checksum": Text("Checksum", "校验和"),
    "source": Text("Source", "来源"),
    "split": Text("Split", "划分"),
    "networks": Text("Networks", "网络数"),
    "epochs": Text("Epochs", "训练轮数"),
    "seconds": Text("Time", "用时"),
    "versions": Text("Versions", "版本"),
    "machine": Text("Machine", "机器"),
}
_FOLDS = Text(
    "{items} in {folds} folds: for each seed {train:,} to train, {validation:,} to validate, {test:,} to test",
    "{items}分为 {folds} 折：每个随机种子用 {train:,} 个训练、{validation:,} 个验证、{test:,} 个测试",
)
_FIXED = Text(
    "{items}: for each seed {train:,} to train, {validation:,} to validate; the same {test:,} test all of them",
    "{items}：每个随机种子用 {train:,} 个训练、{validation:,} 个验证；全部用同样的 {test:,} 个测试",
)
_NETWORKS = Text(
    "{networks:,}: {tuned:,} to tune the learning rates, {measured:,} measured; {diverged:,} diverged",
    "{networks:,} 个：{tuned:,} 个用于调学习率，{measured:,} 个用于测量；{diverged:,} 个发散",
)
_MINUTES = Text("{minutes} min {seconds} s", "{minutes} 分 {seconds} 秒")
_SECONDS = Text("{seconds} s", "{seconds} 秒")


_ITEMS: dict[Items, Text] = {
    "images": Text("{count:n image}", "{count:,} 张图像"),
    "points": Text("{count:n point}", "{count:,} 个点"),
    "rows": Text("{count:n row}", "{count:,} 行数据"),
}


def provenance_section(facts: Mapping[str, Any], items: Items) -> str:
    """The last section of the report."""
    values: dict[str, Words] = {
        "name": str(facts["data"]["name"]),
        "checksum": str(facts["data"].get("checksum", "–")),
        "source": str(facts["data"].get("source", "–")),
        "split": split(facts, items),
        "networks": _filled(_NETWORKS, **{name: facts[name] for name in ("networks", "tuned", "measured", "diverged")}),
        "epochs": str(facts["epochs"]),
        "seconds": duration(float(facts["seconds"])),
        "versions": _listed(facts.get("versions", {})),
        "machine": _listed(facts.get("machine", {})),
    }
    listed = "".join(element("dt", both(_LABELS[name])) + element("dd", both(value)) for name, value in values.items())
    command = element("p", both(_AGAIN)) + element("pre", element("code", both(str(facts["command"]))))
    return element("section", element("h2", both(_TITLE)) + element("dl", listed) + command + _rates(facts))


def split(facts: Mapping[str, Any], items: Items) -> Text:
    """How the data set was cut."""
    data = facts["data"]
    text = _FOLDS if data.get("folds") else _FIXED
    values = {name: data.get(name, 0) for name in ("folds", "train", "validation", "test")}
    counted = item_count(data["rows"], items)
    return Text(*(text.say(language, items=counted.say(language), **values) for language in LANGUAGES))


def item_count(count: int, items: Items) -> Text:
    """ "5,000 images"."""
    return _filled(_ITEMS[items], count=count)


def duration(seconds: float) -> Text:
    """ "3 min 10 s", "42 s"."""
    whole = round(seconds)
    return _filled(_MINUTES if whole >= 60 else _SECONDS, minutes=whole // 60, seconds=whole % 60)


def _rates(facts: Mapping[str, Any]) -> str:
    rates = facts.get("learning_rates") or {}
    rows = [(str(network), _rate(rate)) for network, rate in rates.items()]
    return folded(_RATES, table(_RATE_HEADS, rows)) if rows else ""


def _rate(rate: Any) -> str:
    if isinstance(rate, Mapping):
        return _listed({name: _rate(value) for name, value in rate.items()})
    if isinstance(rate, Sequence) and not isinstance(rate, str):
        return ", ".join(dict.fromkeys(_rate(each) for each in rate))
    return f"{rate:g}" if isinstance(rate, float) else str(rate)


def _listed(values: Any) -> str:
    return (
        ", ".join(f"{name} {value}" for name, value in values.items()) if isinstance(values, Mapping) else str(values)
    )


def _filled(text: Text, **values: Any) -> Text:
    return Text(*(text.say(language, **values) for language in LANGUAGES))
