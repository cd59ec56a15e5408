"""Which network reaches a wish, in words."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from layerwise.verdict.advice.reached import Reached
from layerwise.verdict.places import Places
from layerwise.words import LANGUAGES, Language, Text

_SURELY = Text(
    "The smallest network that surely reaches {wish} %: {network}.", "确定能达到 {wish}% 的最小网络：{network}。"
)
_SURELY_NONE = Text("No network of this study surely reaches {wish} %.", "本研究中没有网络确定能达到 {wish}%。")
_AVERAGE = Text(
    "On average a smaller one does: {network}; its interval begins below {wish} %.",
    "平均而言更小的网络也能达到：{network}，但其区间起点低于 {wish}%。",
)
_AVERAGE_ONLY = Text("On average {network} does.", "平均而言可以达到的有：{network}。")
_AVERAGE_NONE = Text(
    "None does on average either; the best by validation: {network}.", "平均而言也没有；按验证集最好的是：{network}。"
)
_BEST = Text("The best by validation: {network}.", "按验证集最好的是：{network}。")
_NOTHING = Text("No network of this study could be measured.", "本研究中没有可衡量的网络。")
_NETWORK = Text(
    "{network}{costs}, {accuracy} % right in test{interval}", "{network}{costs}，测试准确率 {accuracy}%{interval}"
)
_COSTS = Text(
    " with {parameters:,.0f} parameters and {flops:,.0f} operations an example",
    "，{parameters:,.0f} 个参数，每个样本 {flops:,.0f} 次运算",
)
_PARAMETERS = Text(" with {parameters:,.0f} parameters", "，{parameters:,.0f} 个参数")
_NO_COSTS = Text("", "")
SIZES_UNKNOWN = Text(
    "The tables do not tell the number of parameters, so which network is the smallest is not known.",
    "表格没有记录参数数量，因此无法知道哪个网络最小。",
)
_INTERVAL = Text(" (95 % interval {low} to {high})", "（95% 置信区间 {low} 到 {high}）")
_NO_INTERVAL = Text(" (too few seeds for an interval)", "（随机种子太少，无法给出区间）")
_OPERATIONS = Text(
    "Counting operations instead of parameters, the smallest is {network}.",
    "若按运算次数而不是参数量，最小的是 {network}。",
)
_AT_ONCE = Text(
    "The intervals hold for {networks:n network} at once ({condition}).",
    "这些区间对 {networks} 个网络同时成立（{condition}）。",
)
_ON_TEST = Text(
    "Without a validation set the test data chose what they judge: this flatters.",
    "没有验证集，只能用测试集既选择又评判：结果偏乐观。",
)


def told(
    wish: float,
    surely: Mapping[str, Reached | None],
    on_average: Mapping[str, Reached | None],
    best: Reached | None,
    networks: int,
    by_validation: bool,
    condition: Text,
) -> Text:
    """The answer in sentences; arguments as the fields of `Reach`, and the data as `Condition.text`."""

    def say(language: Language) -> str:
        if best is None:
            return _NOTHING.say(language)
        if isnan(best.parameters):
            sentences = [SIZES_UNKNOWN.say(language), _BEST.say(language, network=_network(best, wish, language))]
        else:
            sentences = [_answer(wish, surely["parameters"], on_average["parameters"], best, language)]
        other = surely["inference_flops"]
        if other and surely["parameters"] and other.network != surely["parameters"].network:
            sentences.append(_OPERATIONS.say(language, network=_network(other, wish, language)))
        sentences.append(_AT_ONCE.say(language, networks=networks, condition=condition.say(language)))
        if not by_validation:
            sentences.append(_ON_TEST.say(language))
        return ("" if language == "zh" else " ").join(sentences)

    return Text(*(say(language) for language in LANGUAGES))


def _answer(wish: float, surely: Reached | None, average: Reached | None, best: Reached, language: Language) -> str:
    shown = f"{wish:.10g}"
    if surely:
        first = _SURELY.say(language, wish=shown, network=_network(surely, wish, language))
        smaller = average and average.parameters < surely.parameters
        second = (
            _AVERAGE.say(language, wish=shown, network=_network(average, wish, language)) if average and smaller else ""
        )
    else:
        first = _SURELY_NONE.say(language, wish=shown)
        text = _AVERAGE_ONLY if average else _AVERAGE_NONE
        second = text.say(language, network=_network(average or best, wish, language))
    return (first + ("" if language == "zh" else " ") + second).rstrip()


def _network(found: Reached, wish: float, language: Language) -> str:
    interval = _NO_INTERVAL if isnan(found.low) else _INTERVAL
    costs = _NO_COSTS if isnan(found.parameters) else _PARAMETERS if isnan(found.inference_flops) else _COSTS
    values = (found.accuracy, found.low, found.high)
    accuracy, low, high = map(Places.beside(wish, *values).plain, values)
    return _NETWORK.say(
        language,
        network=found.network,
        costs=costs.say(language, parameters=found.parameters, flops=found.inference_flops),
        accuracy=accuracy,
        interval=interval.say(language, low=low, high=high),
    )
