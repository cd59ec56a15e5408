"""Which images are memorised: right where a network was trained on them, wrong where it was not.

As folds rotate, every image is in training for some networks of an architecture and held out from others. Its score is
P(right | trained on) − P(right | held out), over the seeds. An image that is memorised has a score near 1; so has one
whose label is wrong.

Source: Feldman & Zhang 2020, "What neural networks memorize and why: discovering the long tail via influence
estimation".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layerwise.verdict.answers import RIGHT, TESTED, TRAINED, VALIDATED, Answers, Moment, nothing
from layerwise.verdict.layout import FEWEST_SEEDS
from layerwise.verdict.tables import Tables

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# An image is scored where at least so many networks were trained on it, and as many held it out.
FEWEST_NETWORKS = 2
# A network whose held-out error is more than so many times the median one is left out: folds are tuned apart, and where
# those of one fold are worse, the images they hold out would seem memorised.
FAR_WORSE = 1.5
# Of the images that were trained on at all, so many must be scored; else the question is not answered.
FEWEST_SCORED = 0.5


@dataclass(frozen=True, eq=False)
class Scores:
    """What the networks of one architecture answer to each of `n` rows, trained on it or not, at one moment.

    Args:
        moment: "last" epoch, or the "best" one that validation chose for each network.
        networks: how many of them.
        left_out: how many more failed: no better than the commonest class on their own training data, or far worse than
            the others on held-out rows.
        trained, trained_right: networks that were trained on each row, and those of them that are right, shape (n,).
        held_out, held_out_right: networks that held each row out, and those of them that are right, shape (n,).
        instead: the wrong class that most of those that held it out give it, shape (n,); −1 where none does.
        instead_votes: how many of them give it, shape (n,).
    """

    moment: Moment
    networks: int
    left_out: int
    trained: Ints
    trained_right: Ints
    held_out: Ints
    held_out_right: Ints
    instead: Ints
    instead_votes: Ints

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Rows that enough networks were trained on and enough held out, shape (n,)."""
        return np.minimum(self.trained, self.held_out) >= FEWEST_NETWORKS

    @property
    def enough(self) -> bool:
        """Whether at least half of the rows that were trained on are scored."""
        ever = int((self.trained > 0).sum())
        return ever > 0 and int(self.scored.sum()) >= FEWEST_SCORED * ever

    @property
    def score(self) -> Floats:
        """P(right | trained on) − P(right | held out), shape (n,); NaN where a row is not scored."""
        with np.errstate(invalid="ignore", divide="ignore"):
            score = self.trained_right / self.trained - self.held_out_right / self.held_out
        return np.where(self.scored, score, np.nan)

    @property
    def suspicion(self) -> Floats:
        """The score, plus the share of the networks that held a row out and agree on one other class, shape (n,).

        Among rows of a high score those with a wrong label stand out: networks agree on what they are instead.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.score + self.instead_votes / self.held_out


def scores_of(tables: Tables, runs: pd.DataFrame, moment: Moment) -> Scores | None:
    """The scores of one architecture's images; None where its answers were not kept, or below three networks.

    Held out are, after the last epoch, tested rows and validation rows alike: neither has a part in the weights. The
    best epoch was chosen by the validation rows, which look better there than new rows would: only tested rows count,
    except where a data set has a test set of its own, whose rows are never trained on.

    Args:
        tables: the study.
        runs: rows of `Tables.runs`, of one architecture; diverged ones are left out.
        moment: after the last epoch, or at the epoch that validation chose.
    """
    answers = tables.answers
    if answers is None:
        return None
    sound = [run for run in runs.loc[~runs["diverged"].to_numpy(bool), "run"] if answers.has(run)]
    learned = [run for run in sound if _learned(answers, run, moment)]
    if len(learned) < FEWEST_SEEDS:
        return None
    given = np.stack([answers.at(run, moment) for run in learned])
    uses = np.stack([answers.use(run) for run in learned])
    alike = comparable(given, uses)
    if alike.sum() < FEWEST_SEEDS:
        return None
    return _scored(given[alike], uses[alike], moment, len(sound) - int(alike.sum()), len(answers.classes))


def comparable(given: NDArray[Any], uses: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which networks are not far worse than the others on rows that they held out, shape (networks,)."""
    held = uses >= VALIDATED
    rows = np.maximum(1, held.sum(1))
    errors = ((given != RIGHT) & held).sum(1) / rows
    usual = np.median(errors)
    # Few rows give some of that of themselves.
    noise = np.sqrt(usual * (1 - usual) / rows)
    return np.asarray(errors <= FAR_WORSE * usual + noise, np.bool_)


def _learned(answers: Answers, run: str, moment: Moment) -> bool:
    """Whether a network is better on its training rows than the commonest class: one that failed tells of no image."""
    trained = answers.use(run) == TRAINED
    commonest = np.bincount(answers.labels[trained]).max(initial=0) / max(1, trained.sum())
    return bool((answers.at(run, moment)[trained] == RIGHT).mean() > commonest)


def _scored(given: NDArray[Any], uses: NDArray[np.uint8], moment: Moment, left_out: int, classes: int) -> Scores:
    trained, held = uses == TRAINED, held_out(uses, moment)
    right = given == RIGHT
    instead, votes = _instead(given, held, classes)
    return Scores(
        moment=moment,
        networks=len(given),
        left_out=left_out,
        trained=trained.sum(0),
        trained_right=(right & trained).sum(0),
        held_out=held.sum(0),
        held_out_right=(right & held).sum(0),
        instead=instead,
        instead_votes=votes,
    )


def held_out(uses: NDArray[np.uint8], moment: Moment) -> NDArray[np.bool_]:
    """Which network held out which row, shape (networks, rows); see `scores_of`."""
    tested, validated = uses == TESTED, uses == VALIDATED
    rotates = bool((tested.any(0) & (uses == TRAINED).any(0)).any())
    return tested if moment == "best" and rotates else tested | validated


def _instead(given: NDArray[Any], held: NDArray[np.bool_], classes: int) -> tuple[Ints, Ints]:
    """Of each row the wrong class that most of those that held it out give it, and how many do."""
    wrong = held & (given != RIGHT) & (given != nothing(classes))
    rows = np.broadcast_to(np.arange(given.shape[1]), given.shape)[wrong]
    # Few answers are wrong: the pairs of row and class that occur are counted, not all there could be.
    pairs, votes = np.unique(rows.astype(np.int64) * classes + given[wrong].astype(np.int64) - 1, return_counts=True)
    order = np.argsort(votes, kind="stable")
    instead = np.full(given.shape[1], -1, np.int64)
    most = np.zeros(given.shape[1], np.int64)
    instead[pairs[order] // classes] = pairs[order] % classes
    most[pairs[order] // classes] = votes[order]
    return instead, most
