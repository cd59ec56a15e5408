"""How many decimals a number is shown with, so that none says more, or other, than was measured."""

from __future__ import annotations

from dataclasses import dataclass

# Half-widths below it, percentage points, are shown with two decimals.
_NARROW = 0.2


@dataclass(frozen=True)
class Places:
    """How many decimals the numbers of an answer are shown with.

    Args:
        decimals: of each of them.
    """

    decimals: int

    @classmethod
    def of(cls, low: float, high: float, least: int | None = None) -> Places:
        """For an estimate and its interval: by its width, and more where an end that excludes 0 would print as 0.

        Args:
            low: lower end; NaN where there is no interval.
            high: upper end.
            least: decimals to begin with; None: 1 for a half-width from a fifth of a point on, else 2.
        """
        least = (2 if (high - low) / 2 < _NARROW else 1) if least is None else least
        return cls.beside(0.0, low, high, least=least) if low > 0 or high < 0 else cls(least)

    @classmethod
    def beside(cls, mark: float, *values: float, least: int = 1) -> Places:
        """As many as show on which side of the mark each value lies; at most three more than `least`."""

        def tells(decimals: int) -> bool:
            shown = [(round(value, decimals), value) for value in values]
            return all((there > mark) == (value > mark) and (there < mark) == (value < mark) for there, value in shown)

        return cls(next((each for each in range(least, least + 3) if tells(each)), least + 3))

    def signed(self, value: float) -> str:
        """With its sign, a true minus among them; no sign at zero."""
        text = f"{value:+.{self.decimals}f}"
        return text[1:] if float(text) == 0 else text.replace("-", "−")

    def plain(self, value: float) -> str:
        """Without a plus; no sign at zero."""
        text = f"{value:.{self.decimals}f}"
        return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")
