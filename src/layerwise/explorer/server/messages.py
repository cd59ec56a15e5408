"""What goes over the wire, typed: the requests that are taken, and all that is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from layerwise.errors import LayerwiseError
from layerwise.nets.spec import MAX_DEPTH, MAX_WIDTH, Activation

State = Literal["queued", "running", "stopped", "failed", "done"]
# Enough for any study on one machine; a slip of the hand beyond it is refused before anything is computed.
MOST_ALTERNATIVES, MOST_EPOCHS, MOST_SEEDS = 32, 100_000, 1_000

Depth = Annotated[int, Field(ge=0, le=MAX_DEPTH)]
Width = Annotated[int, Field(ge=1, le=MAX_WIDTH)]
Rate = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


class Refusal(BaseModel):
    """Why a request was not granted: what, got, expected, remedy, and all of it as one sentence."""

    error: str
    message: str
    what: str
    got: str = ""
    expected: str = ""
    remedy: str = ""

    @classmethod
    def of(cls, error: LayerwiseError) -> Refusal:
        """The same as the command line tells it."""
        return cls(**error.as_dict(), message=str(error))


class Choice(BaseModel):
    """A data set that can be studied here, with what is studied where nothing else is asked for."""

    name: str
    depths: list[int]
    widths: list[int]
    activations: list[str]
    epochs: int
    seeds: int
    seeds_step: int = Field(description="Numbers of seeds must be a multiple of it: as many folds rotate.")


class Asked(BaseModel):
    """A study that is asked for; what is left out has the data set's own default."""

    model_config = ConfigDict(extra="forbid")

    data: str = Field(max_length=200, description="The name of one of /api/data.")
    depths: list[Depth] | None = Field(None, min_length=1, max_length=MOST_ALTERNATIVES)
    widths: list[Width] | None = Field(None, min_length=1, max_length=MOST_ALTERNATIVES)
    activations: list[Activation] | None = Field(None, min_length=1, max_length=MOST_ALTERNATIVES)
    epochs: int | None = Field(None, ge=1, le=MOST_EPOCHS)
    seeds: int | None = Field(None, ge=1, le=MOST_SEEDS)
    learning_rates: list[Rate] | None = Field(
        None, min_length=1, max_length=MOST_ALTERNATIVES, description="One is used as it is; several are tuned over."
    )

    @property
    def options(self) -> dict[str, Any]:
        """What was said, as `StudyOptions` takes it by keyword."""
        return self.model_dump(exclude={"data"}, exclude_none=True)


class Expected(BaseModel):
    """What a study would take on this machine."""

    networks: int
    workers: int
    seconds: float
    memory: int = Field(description="Bytes at the peak.")
    text: dict[str, str] = Field(description="The whole plan in words, by language.")
    busy: bool = Field(description="Another study was at work meanwhile, so that the time is rather overestimated.")


class Progress(BaseModel):
    """How far a study has come."""

    stage: Literal["tune", "measure"]
    done: int
    total: int
    epoch: int
    epochs: int
    fraction: float
    best_error: float | None
    seconds: float
    seconds_left: float | None


class Study(BaseModel):
    """A study that was asked for here."""

    id: str
    data: str
    asked: str = Field(description="When, ISO 8601 in UTC.")
    state: State
    ahead: int = Field(0, description="Studies that come before it, of one that is queued.")
    options: dict[str, Any]
    progress: Progress | None = None
    error: Refusal | None = None
    page: str | None = Field(None, description="Where its page is, of one that is done.")


class Place(BaseModel):
    """A study or a network that can be looked at."""

    name: str
    kind: Literal["study", "network"]
    page: str
    unfinished: str | None = Field(None, description="The command that ends a study which has not ended; else null.")
