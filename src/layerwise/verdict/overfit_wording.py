"""The sentences of overfitting, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from layerwise.verdict.decision import Decision
from layerwise.verdict.finding import Finding, Value
from layerwise.verdict.layout import Estimate
from layerwise.verdict.margin import bound
from layerwise.verdict.places import Places
from layerwise.verdict.wording import LESS, beside_zero
from layerwise.words import LANGUAGES, Text

ASKED = Text(
    "Does training on past the epoch that the other seeds' validation chose raise the test error: overfitting "
    "({label})?",
    "超过其他随机种子的验证集选定的轮数继续训练，测试误差会上升吗，即是否过拟合（{label}）？",
)
PAST = Text(
    "Training on to epoch {to} from the epoch that the other seeds' validation chose (on average {start})",
    "从其他随机种子的验证集选定的轮数（平均 {start} 轮）继续训练到 {to} 轮",
)
LOSS_ASKED = Text(
    "Does training on past the epoch of the other seeds' lowest validation loss raise the test loss: over-confidence "
    "({label})?",
    "超过其他随机种子的验证损失最低的轮数继续训练，测试损失会上升吗，即是否过度自信（{label}）？",
)
_LOSS = {
    "hurts": Text(
        "The test loss rises past the epoch of the other seeds' lowest validation loss (on average {start}) up to "
        "epoch {to}{less}: {change}",
        "从其他随机种子的验证损失最低的轮数（平均 {start} 轮）到第 {to} 轮，测试损失上升{less}：{change}",
    ),
    "helps": Text(
        "The test loss falls past the epoch of the other seeds' lowest validation loss (on average {start}) up to "
        "epoch {to}{less}: {change}",
        "从其他随机种子的验证损失最低的轮数（平均 {start} 轮）到第 {to} 轮，测试损失下降{less}：{change}",
    ),
    "equivalent": Text(
        "The test loss shows no practical difference past the epoch of the other seeds' lowest validation loss "
        "(on average {start}) up to epoch {to}: {change}, within ±{margin}",
        "从其他随机种子的验证损失最低的轮数（平均 {start} 轮）到第 {to} 轮，测试损失无实际差异：{change}，"
        "在 ±{margin} 之内",
    ),
    "undecided": Text(
        "Whether the test loss rises past the epoch of the other seeds' lowest validation loss (on average {start}) "
        "up to epoch {to} is undecided: {change}",
        "从其他随机种子的验证损失最低的轮数（平均 {start} 轮）到第 {to} 轮，测试损失是否上升，尚无定论：{change}",
    ),
    "never": Text(
        "The other seeds' validation loss was lowest at the last epoch, {to}: the test loss, {after:.3f}, has no rise "
        "to show",
        "其他随机种子的验证损失在最后一轮（第 {to} 轮）最低：测试损失为 {after:.3f}，没有上升可言",
    ),
}
_CHANGE = Text(
    "{before:.3f} → {after:.3f}, by {difference} (95 % interval {low} to {high}{beside})",
    "{before:.3f} → {after:.3f}，变化 {difference}（95% 置信区间 {low} 到 {high}{beside}）",
)
_WHERE = Text(" ({label}; {seeds:n seed}; {condition}).", "（{label}；{seeds} 个随机种子；{condition}）。")
_NEVER = Text(
    "No overfitting within {to:n epoch}: the other seeds' validation chose the last one each time, test error "
    "{error} %",
    "{to} 轮训练之内没有过拟合：其他随机种子的验证集每次选定的都是最后一轮，测试误差 {error}%",
)
_UNASKED = Text(
    "Whether it overfits cannot be said: without validation no epoch can be chosen ({label}; {condition}).",
    "无法判断是否过拟合：没有验证数据，不能选择训练轮数（{label}；{condition}）。",
)
NEVER_PAST = Text(
    "Nothing lies past the last epoch, so the difference is 0 by definition, not by measurement.",
    "最后一轮之后没有数据，因此差值按定义为 0，并非测量结果。",
)
NO_VALIDATION = Text(
    "Choosing the epoch by the test error that it is judged by would make every network look overfitted.",
    "如果用测试误差来选择训练轮数再用它来评判，任何网络看起来都会过拟合。",
)
LOSS_SEEDS = Text(
    "The interval holds the noise of the seeds alone: the loss of single test items is not kept. The loss may rise "
    "from over-confidence while the error still falls.",
    "该区间只含随机种子的噪声：没有记录单个测试样本的损失。误差仍在下降时，损失也可能因过度自信而上升。",
)
# Of a loss in nats.
_DECIMALS = 3


def never_past_sentence(label: Text, last: int, finding: Finding, condition: Text) -> Text:
    """Said where the chosen epoch of every seed is the last one."""
    error = Places(2).plain(finding.error_b)
    where = {"label": label, "condition": condition}
    return _joined(_NEVER, {"to": last, "error": error}, where, finding.seeds)


def unasked_sentence(label: Text, condition: Text) -> Text:
    """Said where nothing can choose an epoch."""
    return Text(*(_UNASKED.say(each, label=label.say(each), condition=condition.say(each)) for each in LANGUAGES))


def loss_sentence(
    label: Text,
    subject: Mapping[str, Value],
    losses: tuple[float, float],
    estimate: Estimate,
    decision: Decision | None,
    margin: float,
    condition: Text,
) -> Text:
    """The answer in loss as a sentence.

    Args:
        label: the architecture.
        subject: of the finding: `from` and `to` are the epochs.
        losses: mean test loss at the chosen and at the last epoch, nats.
        estimate: of their difference.
        decision: what it says; None where the chosen epoch of every seed is the last one.
        margin: nats.
        condition: the data.
    """
    before, after = losses
    said = {}
    for language in LANGUAGES:
        values: dict[str, object] = {"start": subject["from"], "to": subject["to"], "after": after}
        if decision:
            signed = Places.of(decision.low, decision.high, _DECIMALS).signed
            ends = {"low": signed(decision.low), "high": signed(decision.high), "difference": signed(estimate.mean)}
            beside = beside_zero(decision, language)
            values["change"] = _CHANGE.say(language, before=before, after=after, **ends, beside=beside)
            values["margin"] = bound(margin, _DECIMALS)
            values["less"] = LESS.say(language, margin=values["margin"]) if decision.within_margin else ""
        text = _LOSS[decision.conclusion if decision else "never"]
        where = {"label": label.say(language), "seeds": estimate.seeds, "condition": condition.say(language)}
        said[language] = text.say(language, **values) + _WHERE.say(language, **where)
    return Text(**said)


def _joined(text: Text, values: Mapping[str, object], where: Mapping[str, Text], seeds: int) -> Text:
    return Text(
        *(
            text.say(each, **values)
            + _WHERE.say(each, seeds=seeds, **{name: at.say(each) for name, at in where.items()})
            for each in LANGUAGES
        )
    )
