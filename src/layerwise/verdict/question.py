"""A question in words, which fills itself in for each of its comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layerwise.verdict.family import Asked, Comparison
from layerwise.verdict.finding import Value
from layerwise.verdict.readings.pairs import Arm
from layerwise.verdict.wording import TEST_ERROR, Wording
from layerwise.words import LANGUAGES, Text


@dataclass(frozen=True)
class Question:
    """One kind of question.

    Args:
        code: of its findings.
        asks: the question, with `{label}` and the values of a comparison to be filled in.
        what: what B does, as the subject of an answer, with the same values.
        kind: which part of the question it is: "next", "best"; "" where it has one part.
        wording: the sentences of its answers.
    """

    code: str
    asks: Text
    what: Text
    kind: str = ""
    wording: Wording = TEST_ERROR

    def asked(
        self, label: Text, subject: Mapping[str, Value], values: Mapping[str, object], notes: tuple[Text, ...] = ()
    ) -> Asked:
        """One comparison in words.

        Args:
            label: the networks.
            subject: the same for programs.
            values: to be filled into the words.
            notes: what has to be known beside the answer.
        """
        question, what = self._words(label, values)
        return Asked(self.code, question, what, label, self._subject(subject), wording=self.wording, notes=notes)

    def of(
        self,
        label: Text,
        subject: Mapping[str, Value],
        values: Mapping[str, object],
        arms: tuple[Arm, Arm],
        notes: tuple[Text, ...] = (),
    ) -> Comparison:
        """One comparison of the test error of two arms; arguments as `asked` takes them."""
        question, what = self._words(label, values)
        subject = self._subject(subject)
        return Comparison(self.code, question, what, label, subject, *arms, wording=self.wording, notes=notes)

    def _words(self, label: Text, values: Mapping[str, object]) -> tuple[Text, Text]:
        asked = Text(*(self.asks.say(language, label=label.say(language), **values) for language in LANGUAGES))
        return asked, Text(**self.what.both(**values))

    def _subject(self, subject: Mapping[str, Value]) -> dict[str, Value]:
        return {"kind": self.kind, **subject} if self.kind else dict(subject)
