"""TensorBoard's event files, record by record: scalars and hyper-parameters, as far as a file can be read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from layerwise.curves.errors import CurvesError

PATTERN = "*tfevents*"
# A record is its length (8 bytes), a checksum of that (4), its content, and a checksum of it (4): TFRecord.
_HEAD, _TAIL = 12, 4
# Checksums of pictures and graphs cost seconds in Python and hold nothing that is read here.
_MOST_CHECKED = 2**16


@dataclass
class Events:
    """What one event file holds.

    Args:
        scalars: (tag, step, wall time in seconds, value), in the order they were written.
        settings: hyper-parameters by name.
        records: whole records.
        fault: why reading stopped before the end of the file: "cut", "damaged", or "empty" where nothing is in it; else
            an empty text.
    """

    scalars: list[tuple[str, int, float, float]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    records: int = 0
    fault: str = ""


def read_events(path: Path) -> Events:
    """All scalars of a file up to its end, or up to where it is cut off or damaged.

    Raises:
        CurvesError: the extra `tensorboard` is not installed, or the file cannot be opened.
    """
    event_type, plugin_type, checksum = _protocol()
    events = Events()
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            events.fault = "" if size else "empty"
            for content in _records(file, size, checksum, events):
                try:
                    event = event_type.FromString(content)
                except Exception:  # protobuf's own, of several kinds
                    events.fault = "damaged"
                    break
                events.records += 1
                for value in event.summary.value:
                    _take(value, event, plugin_type, events)
    except OSError as error:
        raise CurvesError(
            f"cannot read {path}", got=error.strerror or str(error), expected="an event file of TensorBoard",
            remedy="Check that it may be read.",
        ) from error  # fmt: skip
    return events


def _protocol() -> tuple[Any, Any, Any]:
    """The messages of event files and their checksum, from the extra `tensorboard`."""
    try:
        from tensorboardX.proto.event_pb2 import Event
        from tensorboardX.proto.plugin_hparams_pb2 import HParamsPluginData
        from tensorboardX.record_writer import masked_crc32c
    except ImportError as error:
        raise CurvesError(
            "TensorBoard's event files need a package that is not installed",
            got=str(error),
            expected="tensorboardX",
            remedy="Install it: pip install 'layerwise[tensorboard]'",
        ) from error
    return Event, HParamsPluginData, masked_crc32c


def _records(file: IO[bytes], size: int, checksum: Any, events: Events) -> Iterator[bytes]:
    place = 0
    while place < size:
        head = file.read(_HEAD)
        if len(head) < _HEAD:
            events.fault = "cut"
            return
        length, of_length = struct.unpack("<QI", head)
        if checksum(head[:8]) != of_length:
            events.fault = "damaged"
            return
        place += _HEAD + length + _TAIL
        if place > size:
            events.fault = "cut"
            return
        content, of_content = file.read(length), file.read(_TAIL)
        if length <= _MOST_CHECKED and struct.unpack("<I", of_content)[0] != checksum(content):
            events.fault = "damaged"
            return
        yield content


def _take(value: Any, event: Any, plugin_type: Any, events: Events) -> None:
    plugin = value.metadata.plugin_data
    if plugin.plugin_name == "hparams":
        started = plugin_type.FromString(plugin.content).session_start_info
        events.settings |= {name: _setting(each) for name, each in started.hparams.items()}
    elif value.HasField("simple_value"):
        events.scalars.append((value.tag, event.step, event.wall_time, value.simple_value))
    elif value.HasField("tensor") and not value.tensor.tensor_shape.dim:
        number = _tensor(value.tensor)
        if number is not None:
            events.scalars.append((value.tag, event.step, event.wall_time, number))


def _tensor(tensor: Any) -> float | None:
    """A scalar as TensorFlow 2 writes it: single or double precision, as numbers or as bytes."""
    numbers, form = {1: (tensor.float_val, "<f"), 2: (tensor.double_val, "<d")}.get(tensor.dtype, (None, ""))
    if numbers is None:
        return None
    if len(numbers):
        return float(numbers[0])
    whole = len(tensor.tensor_content) == struct.calcsize(form)
    return float(struct.unpack(form, tensor.tensor_content)[0]) if whole else None


def _setting(value: Any) -> str:
    kind = value.WhichOneof("kind")
    found = getattr(value, kind) if kind else ""
    return f"{found:g}" if isinstance(found, float) else str(found)
