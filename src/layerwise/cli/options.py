"""Options that several commands share: what each means is said once."""

from __future__ import annotations

from typing import Annotated

from typer import Option

_OWN = "of the data set"

Activations = Annotated[str | None, Option(help="relu, leaky_relu, tanh, sigmoid, gelu.", show_default=_OWN)]
Activation = Annotated[str, Option(help="relu, leaky_relu, tanh, sigmoid or gelu.")]
Batch = Annotated[int, Option(help="Rows of a step.")]
Depths = Annotated[str | None, Option(help="Hidden layers: 1-6 or 1,2,4.", show_default=_OWN)]
Dropout = Annotated[float, Option(help="Share of units silenced in a training step.")]
Epochs = Annotated[int | None, Option(help="Passes over the training rows.", show_default=_OWN)]
Gain = Annotated[float, Option(help="Of the initialisation 'scaled'.")]
Initialisation = Annotated[str, Option(help="auto (fits the activation), he, glorot, lecun, scaled or nielsen.")]
Keep = Annotated[str, Option(help="Weights to keep: standard (with snapshots for the slider), best or none.")]
LearningRates = Annotated[str, Option(help="auto: tuned; one rate: used as it is; several: the grid.")]
Loss = Annotated[str, Option(help="cross-entropy, squared-error or binary-cross-entropy.")]
Memory = Annotated[str, Option(help="All workers together may take this much.")]
MostSeeds = Annotated[int | None, Option(help="Of the last look of --until-decided.", show_default="8 × --seeds")]
Normalisation = Annotated[str, Option(help="none or layer.")]
Optimizer = Annotated[str, Option(help="adam, adamw or sgd.")]
Residual = Annotated[bool, Option("--residual", help="Add each hidden layer's input to its answer.")]
Schedule = Annotated[str, Option(help="Of the learning rate: constant, cosine or linear.")]
Seeds = Annotated[int | None, Option(help="Measured seeds; a multiple of 5 where folds rotate.", show_default="20")]
Shapes = Annotated[str | None, Option(help="Architectures of any shape instead: '16,16;32,8'.", show_default=False)]
Sizes = Annotated[str | None, Option(help="Train on this many rows as well: 500,1000,2000.", show_default=False)]
Target = Annotated[str | None, Option(help="Column of FILE.csv that names the class.", show_default=False)]
UntilDecided = Annotated[bool, Option("--until-decided", help="Add seeds, at up to 4 looks, while depth is undecided.")]
WeightDecay = Annotated[float, Option(help="On weights, not on biases.")]
Widths = Annotated[str | None, Option(help="Units of a layer: 8,16.", show_default=_OWN)]
Workers = Annotated[int | None, Option(help="Processes, each on a core of its own.", show_default="one a core")]
