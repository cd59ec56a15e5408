"""The images that networks memorise, as a table: the most suspect first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layerwise.verdict.answers import MOMENTS, Moment
from layerwise.verdict.memorising.scores import scores_of
from layerwise.verdict.readings.series import in_series
from layerwise.verdict.tables import Tables

COLUMNS = (
    *("row", "source_row", "label", "score", "trained", "trained_right", "held_out", "held_out_right"),
    *("instead", "instead_votes", "suspicion"),
)


def listing(tables: Tables, runs: pd.DataFrame, moment: Moment = "last") -> pd.DataFrame:
    """A row an image that is scored, the most suspect first, of equals in the order of the data set.

    The order is that of `Scores.suspicion`: of 2 % exchanged labels of `digits` it has 88 to 96 % among the first 5 %
    (relu, width 16, 1 to 3 layers, 20 seeds), the score alone 76 to 95 %.

    Args:
        tables: of a study.
        runs: rows of `Tables.runs`, of one architecture.
        moment: after the last epoch, or at the epoch that validation chose.

    Returns:
        Columns `COLUMNS`: row (of the data set), source_row (where it was read from), label and instead (names of
        classes; instead is what most of the networks that held the image out say it is, "" where all are right), score
        (P(right | trained on) − P(right | held out)), the counts behind it, and suspicion (the score plus the share of
        instead_votes). Empty where answers were not kept or too few seeds hold each image out.
    """
    scores, answers = scores_of(tables, runs, moment), tables.answers
    if scores is None or answers is None or not scores.enough:
        return pd.DataFrame(columns=list(COLUMNS))
    names = np.array([*answers.classes, ""], np.str_)
    table = pd.DataFrame(
        {
            "row": np.arange(len(answers.labels)),
            "source_row": answers.source_rows,
            "label": names[answers.labels],
            "score": scores.score,
            "trained": scores.trained,
            "trained_right": scores.trained_right,
            "held_out": scores.held_out,
            "held_out_right": scores.held_out_right,
            "instead": names[scores.instead],
            "instead_votes": scores.instead_votes,
            "suspicion": scores.suspicion,
        },
        columns=list(COLUMNS),
    )
    return table[scores.scored].sort_values("suspicion", ascending=False, kind="stable", ignore_index=True)


def memorised_table(tables: Tables) -> pd.DataFrame:
    """The listings of all architectures at both moments, by the columns network and moment; scores above 0 alone."""
    found = [
        listing(tables, runs, moment).query("score > 0").assign(network=str(runs["network"].iloc[0]), moment=moment)
        for _, _, runs in in_series(tables)
        for moment in MOMENTS
    ]
    whole = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*COLUMNS, "network", "moment"])
    return whole[["network", "moment", *COLUMNS]]
