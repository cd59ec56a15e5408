"""What every statement is conditional on; apart from the tables, so that a study begins without pandas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from layerwise.words import LANGUAGES, Text

Items = Literal["images", "points", "rows"]
Judged = Literal["test", "validation"]

_ON = {
    "images": Text(
        "{name}, trained on {train:,} of these {rows:,} images", "{name}，用这 {rows:,} 张图像中的 {train:,} 张训练"
    ),
    "points": Text(
        "{name}, trained on {train:,} of these {rows:,} points", "{name}，用这 {rows:,} 个点中的 {train:,} 个训练"
    ),
    "rows": Text(
        "{name}, trained on {train:,} of these {rows:,} rows", "{name}，用这 {rows:,} 行数据中的 {train:,} 行训练"
    ),
}
_UNKNOWN = Text("this data set", "这份数据")
_ON_VALIDATION = Text("{data}, its validation set in place of a test set", "{data}，以验证集代替测试集")


@dataclass(frozen=True)
class Condition:
    """What a statement is conditional on: this data set, cut as it was cut. No other sample of data is claimed.

    Args:
        name: the data set, e.g. "digits".
        train: how many rows each network was trained on.
        rows: how many rows the data set has: training, validation and test together; 0 where that is not known.
        items: what one row is, for the sentence.
        judged: whose accuracy the tables hold as that of the test: "validation" where there is no test set.
    """

    name: str = ""
    train: int = 0
    rows: int = 0
    items: Items = "images"
    judged: Judged = "test"

    @property
    def text(self) -> Text:
        """For the end of a sentence: "digits, trained on 3,500 of these 5,000 images"."""
        if not self.name:
            data = _UNKNOWN
        elif not self.rows:
            data = Text(self.name, self.name)
        else:
            data = Text(**_ON[self.items].both(name=self.name, train=self.train, rows=self.rows))
        if self.judged == "test":
            return data
        return Text(*(_ON_VALIDATION.say(language, data=data.say(language)) for language in LANGUAGES))
