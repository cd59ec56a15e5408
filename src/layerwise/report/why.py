"""Why the small networks end where they do on the built-in digits: it is data that is missing, not training."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from layerwise.report.answers import StudyResult, asked, series_label
from layerwise.verdict.codes import LONGER
from layerwise.verdict.finding import Finding
from layerwise.words import Text

# The 5,000 built-in images, and 784-16-16-10 as it was measured on full MNIST: relu and tanh, nothing added.
NAME, ROWS, PARAMETERS = "digits", 5000, 13_002
PLAIN = {"width": 16, "depth": 2, "normalisation": "none", "residual": False, "dropout": 0, "weight_decay": 0}

_WHY = Text(
    "Why about {accuracy:.0f} % here? Each network saw {train:,} training images. On full MNIST, with 50,000, "
    "784-16-16-10 reaches about 95.5 %: what is missing is data.",
    "为什么这里约为 {accuracy:.0f}%？每个网络只见过 {train:,} 张训练图像。在完整的 MNIST（50,000 张训练图像）上，"
    "784-16-16-10 约达 95.5%：缺的是数据。",
)


def why(study: StudyResult) -> Text | None:
    """The explanation, where it is true: the digits, a plain 784-16-16-10, and twice the epochs no longer help it.

    Returns:
        None for any other study, and where longer training might still be what is missing.
    """
    data = study.facts["data"]
    if data["name"] != NAME or data["rows"] != ROWS:
        return None
    for series in _trained_out(study):
        levels = study.levels
        row = levels[(levels["series"] == series) & (levels["depth"] == 2) & (levels["at"] == "best")].iloc[0]
        if not isnan(row["test"]):
            return Text(**_WHY.both(accuracy=row["test"], train=data["train"]))
    return None


def _trained_out(study: StudyResult) -> list[str]:
    """The depth series whose 784-16-16-10 is no better for twice the epochs, by more than the margin."""
    runs = study.tables.measured
    two = runs[[list(hidden) == [16, 16] for hidden in runs["hidden"]]]
    if set(two["parameters"]) != {PARAMETERS}:
        return []
    return [series_label(each).en for each in _plain(asked(study.findings, LONGER)) if _no_longer(each)]


def _plain(findings: Sequence[Finding]) -> list[Finding]:
    return [
        each
        for each in findings
        if each.subject["activation"] in ("relu", "tanh") and PLAIN.items() <= each.subject.items()
    ]


def _no_longer(finding: Finding) -> bool:
    return finding.within_margin or finding.conclusion in ("equivalent", "hurts")
