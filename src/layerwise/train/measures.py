"""What is measured of every network after every epoch; apart from the engine, so that reading a result needs no JAX."""

from __future__ import annotations

# Columns of a history, in the order of its last axis.
MEASURES = ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy")
