"""The rows that all contenders train on: real MNIST where there is one, else the digits that come with the package."""

from __future__ import annotations

from bench.contenders import Rows
from layerwise.data import load
from layerwise.data.idx_sets import MNIST
from layerwise.data.mnist import where_found


def name() -> str:
    """`mnist` where its files lie in $LAYERWISE_DATA or in the cache, else `digits`; nothing is downloaded."""
    return "mnist" if where_found(MNIST) else "digits"


def rows() -> Rows:
    """50,000 training rows and 10,000 tested ones of MNIST; 4,000 and 1,000 of `digits`."""
    dataset = load(name())
    train, test = (50_000, 10_000) if dataset.name == "mnist" else (4_000, 1_000)
    pixels, labels = dataset.inputs, dataset.labels
    return Rows(pixels[:train], labels[:train], pixels[-test:], labels[-test:])
