"""The answer to *is it memorising?* in words: each short enough to stand behind the question."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, isnan

from layerwise.verdict.condition import Items
from layerwise.verdict.memorising.answer import Answer, Harm, Memorising, Missing
from layerwise.words import LANGUAGES, Language, Text

_ITEMS: dict[Items, Text] = {
    "images": Text("images", "图像"),
    "points": Text("points", "点"),
    "rows": Text("samples", "样本"),
}
_ANSWERS: dict[Answer, Text] = {
    "none": Text(
        "no gap that matters: training accuracy is at most {most} points above test accuracy",
        "没有值得在意的差距：训练准确率最多比测试准确率高 {most} 个百分点",
    ),
    "some": Text(
        "partly: {share} % of the {items} are right only with networks that were trained on them",
        "部分如此：{share}% 的{items}只有用它训练过的网络才能识别正确",
    ),
    "many": Text(
        "strongly: {share} % of the {items} are right only with networks that were trained on them",
        "程度很高：{share}% 的{items}只有用它训练过的网络才能识别正确",
    ),
    "spread": Text(
        "training accuracy is {gap} points above test accuracy, but none of the {items} is memorised beyond chance",
        "训练准确率比测试准确率高 {gap} 个百分点，但没有哪个{items}被记住的程度超过偶然",
    ),
    "gap": Text(
        "training accuracy is {gap} points above test accuracy; a gap alone does not show what is memorised",
        "训练准确率比测试准确率高 {gap} 个百分点；仅凭差距看不出记住了什么",
    ),
    "chance": Text(
        "nothing else: training accuracy is {train} %, and new {items} are answered at chance, {test} % against "
        "{chance} % by always naming the commonest class",
        "只有记忆：训练准确率为 {train}%，而新{items}的准确率 {test}% 与随机水平相当（总是回答最常见类别为 {chance}%）",
    ),
    "nothing": Text(
        "not answered: no network is shown to be better than always naming the commonest class, which is right for "
        "{chance} % (training accuracy {train} %, test accuracy {test} %)",
        "无法回答：没有网络被证明优于总是回答最常见的类别（准确率 {chance}%；训练准确率 {train}%，测试准确率 {test}%）",
    ),
    "undecided": Text(
        "undecided: the gap between training and test accuracy may be {low} to {high} points",
        "尚无定论：训练与测试准确率的差距可能为 {low} 到 {high} 个百分点",
    ),
    "unknown": Text("too few seeds to say", "随机种子太少，无法判断"),
}
_HARMS: dict[Harm, Text] = {
    "yes": Text(
        " Harmful? Yes: training on past the best epoch raises the test error.",
        "有害吗？有：超过最佳轮数继续训练会使测试误差上升。",
    ),
    "no": Text(
        " Harmful? No: training on past the best epoch does not raise the test error beyond the margin.",
        "有害吗？没有：超过最佳轮数继续训练，测试误差没有超出等效界值的上升。",
    ),
    "undecided": Text(
        " Harmful? Undecided: whether training on past the best epoch raises the test error.",
        "有害吗？尚无定论：无法确定超过最佳轮数继续训练是否使测试误差上升。",
    ),
    "unasked": Text("", ""),
}
# What memorising may do harm with: not where there is none, nor where it is not known.
_MAY_HARM: tuple[Answer, ...] = ("some", "many", "spread", "gap", "chance")
_AFTER = Text(" (after epoch {epoch:.0f})", "（第 {epoch:.0f} 轮后）")
_AFTER_THE_LAST = Text(" (after the last epoch)", "（最后一轮后）")
_BEST = Text(" (at the best epoch, {epoch:.0f} on average)", "（最佳轮数，平均为第 {epoch:.0f} 轮）")
_COUNTED = Text(
    "about {count:,} of {images:,} {items} memorised (at least {at_least:,}; {by_chance} expected by chance)",
    "{images:,} 个{items}中约有 {count:,} 个被记住（至少 {at_least:,} 个；偶然预期 {by_chance} 个）",
)
MISSING: dict[Missing, Text] = {
    "not-in-table": Text(
        "Which of them are memorised is not answered: the table does not say which single ones were answered right.",
        "无法判断哪些样本被记住：表格没有记录每个样本是否答对。",
    ),
    "not-kept": Text(
        "Which of them are memorised is not answered: an earlier version wrote this study and did not keep what "
        "networks answer to their training data. A new folder would have it.",
        "无法判断哪些样本被记住：本实验由较早的版本写成，没有保存网络对其训练数据的回答。在新文件夹中重新运行即可得到。",
    ),
    "few-seeds": Text(
        "Which of them are memorised is not answered: that takes two networks trained on each and two that held it "
        "out. More seeds give them: 10 where folds rotate.",
        "无法判断哪些样本被记住：每个样本至少需要两个用它训练的网络和两个未用它训练的网络。"
        "增加随机种子即可（交叉折时为 10 个）。",
    ),
}


def answer_text(answers: Sequence[Memorising], items: Items) -> Text:
    """What networks of one and the same answer have in common, at the moment of all of them; without a full stop.

    Args:
        answers: of the same `answer` and `moment`; of several the range is given.
        items: what one row is.
    """
    filled = (_ANSWERS[answers[0].answer].say(each, **_numbers(answers, items, each)) for each in LANGUAGES)
    return _joined(Text(*filled), _when(answers))


def harm_text(answers: Sequence[Memorising]) -> Text:
    """Whether training on does harm, as sentences; empty where nothing is memorised or networks differ in it."""
    harms = {each.harm for each in answers if each.answer in _MAY_HARM}
    return _HARMS[harms.pop()] if len(harms) == 1 else _HARMS["unasked"]


def counted_text(answer: Memorising, items: Items) -> Text | None:
    """How many images are memorised, with the bound; None where that is not answered."""
    images = answer.images
    if images is None:
        return None
    count = max(0, round(images.found - images.by_chance))
    values = {
        "count": count,
        "images": images.images,
        "at_least": images.at_least,
        "by_chance": f"{images.by_chance:.0f}",
    }
    return Text(*(_COUNTED.say(each, items=_ITEMS[items].say(each), **values) for each in LANGUAGES))


def _numbers(answers: Sequence[Memorising], items: Items, language: Language) -> dict[str, str]:
    to = " to " if language == "en" else " 到 "
    found: dict[str, str] = {"items": _ITEMS[items].say(language)}
    for name in ("train", "test", "chance", "gap"):
        found[name] = _range([getattr(each, name) for each in answers], to)
    found["share"] = _range([100 * each.images.share for each in answers if each.images], to)
    lows, highs = [each.gap_low for each in answers], [each.gap_high for each in answers]
    # An end is rounded outwards: what is said to hold holds of the number behind it too.
    found["low"], found["high"] = _outward(min(lows), down=True), _outward(max(highs))
    found["most"] = _outward(max(0.0, *highs))
    return found


def _when(answers: Sequence[Memorising]) -> Text:
    epochs = {each.epoch for each in answers}
    if answers[0].answer == "unknown" or isnan(answers[0].epoch):
        return Text("", "")
    if answers[0].moment == "best":
        return Text(**_BEST.both(epoch=answers[0].epoch)) if len(epochs) == 1 else Text("", "")
    return Text(**_AFTER.both(epoch=answers[0].epoch)) if len(epochs) == 1 else _AFTER_THE_LAST


def _range(values: Sequence[float], to: str) -> str:
    known = sorted(value for value in values if not isnan(value))
    ends = dict.fromkeys(f"{value:.1f}" for value in (known[0], known[-1])) if known else {"–": None}
    return to.join(ends).replace("-", "−")


def _outward(value: float, *, down: bool = False) -> str:
    if isnan(value):
        return "–"
    # A number that is exact but for its last bits stays as it is.
    whole = floor(value * 10 + 1e-6) if down else ceil(value * 10 - 1e-6)
    return f"{whole / 10:.1f}".replace("-", "−")


def _joined(*texts: Text) -> Text:
    return Text("".join(text.en for text in texts), "".join(text.zh for text in texts))
