"""What every statement is conditional on; apart from the tables, so that a study begins without pandas."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
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
_WHOLE = {
    "images": Text("{name}, of {rows:,} images in all", "{name}，共 {rows:,} 张图像"),
    "points": Text("{name}, of {rows:,} points in all", "{name}，共 {rows:,} 个点"),
    "rows": Text("{name}, of {rows:,} rows in all", "{name}，共 {rows:,} 行数据"),
}
# The training parts of two folds differ by this many rows at most.
FOLDS_DIFFER = 1
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
        classes: how many classes there are; 0 where that is not known.
        train_shares: share of each class among the training rows; empty where not known.
        test_shares: the same of the tested rows, in the same order.
        finished: whether the tables know each network at the end of its run alone; their epoch then says nothing.
    """

    name: str = ""
    train: int = 0
    rows: int = 0
    items: Items = "images"
    judged: Judged = "test"
    classes: int = 0
    train_shares: tuple[float, ...] = ()
    test_shares: tuple[float, ...] = ()
    finished: bool = False

    def chance(self, part: Literal["train", "test"] = "test") -> float:
        """The error of always answering the class that is commonest in training, percentage points.

        Where the shares of the classes are not known, that of guessing at random; NaN where nothing is known.

        Args:
            part: whose rows it errs on.
        """
        shares = self.train_shares if part == "train" else self.test_shares
        if not shares or not self.train_shares:
            return self.guessing
        return 100 * (1 - shares[self.train_shares.index(max(self.train_shares))])

    @property
    def guessing(self) -> float:
        """The error of guessing each class equally often, percentage points; NaN where their number is not known."""
        return 100 * (1 - 1 / self.classes) if self.classes > 1 else nan

    @property
    def text(self) -> Text:
        """For the end of a sentence: "digits, trained on 3,500 of these 5,000 images"."""
        if not self.name:
            data = _UNKNOWN
        elif not self.rows:
            data = Text(self.name, self.name)
        else:
            data = Text(**_ON[self.items].both(name=self.name, train=self.train, rows=self.rows))
        return self._judged(data)

    @property
    def whole(self) -> Text:
        """The same where the number of training rows is the question: "digits, of 5,000 images in all"."""
        if not (self.name and self.rows):
            return self.text
        return self._judged(Text(**_WHOLE[self.items].both(name=self.name, rows=self.rows)))

    def _judged(self, data: Text) -> Text:
        if self.judged == "test":
            return data
        return Text(*(_ON_VALIDATION.say(language, data=data.say(language)) for language in LANGUAGES))
