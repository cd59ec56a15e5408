"""What a spec promises: it reads back as it was written, its name is its own, its numbers are those of its arrays."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec_strategies import CHECKED_AT_RANDOM, specs

from layerwise.errors import SpecError
from layerwise.nets.initialisation import initial_layers
from layerwise.nets.spec import NetworkSpec, written

pytestmark = CHECKED_AT_RANDOM


@given(specs())
def test_a_spec_reads_back_from_json_as_it_was_written(spec: NetworkSpec) -> None:
    assert NetworkSpec.from_dict(json.loads(json.dumps(spec.as_dict()))) == spec


@given(specs(inputs=7, classes=3), specs(inputs=7, classes=3))
def test_two_specs_of_one_data_set_share_a_label_only_if_they_are_the_same(
    one: NetworkSpec, other: NetworkSpec
) -> None:
    assert (one.label == other.label) == (one == other)
    assert (one.identity == other.identity) == (one == other)


@given(specs(inputs=7, classes=3), st.data())
def test_any_change_of_a_spec_changes_its_label(spec: NetworkSpec, data: st.DataObject) -> None:
    changed = data.draw(
        st.sampled_from([
            {"hidden": (*spec.hidden, 5)},
            {"hidden": tuple(width + 1 for width in spec.hidden) or (1,)},
            {"residual": not spec.residual},
            {"normalisation": "none" if spec.normalisation == "layer" else "layer"},
            {"dropout": float(np.nextafter(spec.dropout, spec.dropout < 0.5))},
            {"initialisation": "scaled", "gain": float(np.nextafter(spec.gain, 20.0))},
        ])
    )  # fmt: skip
    assert replace(spec, **changed).label != spec.label


@given(specs())
def test_parameters_are_those_of_the_real_arrays(spec: NetworkSpec) -> None:
    layers = initial_layers(spec, 0)
    assert spec.parameters == sum(array.size for layer in layers for array in layer.values())
    assert [layer["weight"].shape for layer in layers] == list(zip(spec.widths, spec.widths[1:], strict=False))


def test_784_16_16_10_has_13002_parameters() -> None:
    assert NetworkSpec(784, (16, 16), 10).parameters == 13_002


@given(specs())
def test_a_label_is_part_of_a_file_name_on_every_system(spec: NetworkSpec) -> None:
    assert len(f"{spec.label}-s1000000-lr0.0030000000000000001-e100.safetensors") < 255
    assert set(spec.label) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.+_")


def test_the_label_of_a_very_deep_network_of_mixed_widths_stays_short() -> None:
    deep, other = (
        NetworkSpec(784, tuple(width for _ in range(128) for width in pair), 10) for pair in ((8, 9), (9, 8))
    )
    assert len(deep.label) < 160
    assert deep.label != other.label


def unchecked(base: NetworkSpec, change: dict[str, object]) -> NetworkSpec:
    """A changed spec as it is made where types are not checked before it is, as these tests otherwise do."""
    spec = object.__new__(NetworkSpec)
    for name, value in {**vars(base), **change}.items():
        object.__setattr__(spec, name, value)
    spec.__post_init__()
    return spec


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"dropout": 0}, {"dropout": 0.0}),
        ({"dropout": -0.0}, {"dropout": 0.0}),
        ({"gain": 1}, {"gain": 1.0}),
        ({"gain": np.float64(1.5), "initialisation": "scaled"}, {"gain": 1.5, "initialisation": "scaled"}),
        ({"residual": 1}, {"residual": True}),
        ({"residual": np.False_}, {"residual": False}),
        ({"inputs": np.int64(7), "classes": np.int32(3)}, {}),
        ({"hidden": [np.int64(4), 4]}, {"hidden": (4, 4)}),
    ],
)
def test_equal_specs_have_one_identity_and_so_the_same_weights(one: dict[str, object], same: dict[str, object]) -> None:
    base = NetworkSpec(7, (4,), 3)
    spec, other = unchecked(base, one), unchecked(base, same)
    assert spec == other
    assert spec.identity == other.identity
    assert json.dumps(spec.as_dict()) == json.dumps(other.as_dict())
    for mine, yours in zip(initial_layers(spec, 5), initial_layers(other, 5), strict=True):
        assert (mine["weight"] == yours["weight"]).all()


@given(st.floats(min_value=1e-12, max_value=1e6))
def test_a_written_number_reads_back_exactly(value: float) -> None:
    assert float(written(value)) == value


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hidden": (0,)}, "width of hidden layer 1: got 0"),
        ({"hidden": (16, -1)}, "width of hidden layer 2: got -1"),
        ({"hidden": (10**9,)}, "got 1000000000"),
        ({"hidden": (16,) * 257}, "number of hidden layers: got 257"),
        ({"hidden": (16.5,)}, "whole numbers"),
        ({"hidden": ("16",)}, "whole numbers"),
        ({"inputs": 0}, "number of inputs"),
        ({"classes": 1}, "number of classes"),
        ({"dropout": 1.0}, "between 0 and 0.95"),
        ({"dropout": float("nan")}, "got nan"),
        ({"initialisation": "scaled", "gain": 0.0}, "above 0"),
        ({"gain": 2.0}, "only with 'scaled'"),
    ],
)
def test_a_value_that_makes_no_network_is_refused_and_named(wrong: dict[str, object], said: str) -> None:
    whole = {"inputs": 784, "hidden": (16,), "classes": 10, **wrong}
    if all(isinstance(width, int) for width in whole["hidden"]):  # type: ignore[attr-defined]
        with pytest.raises(SpecError) as refused:
            NetworkSpec(**whole)  # type: ignore[arg-type]
        assert said in str(refused.value)
        assert refused.value.got
        assert refused.value.expected
        assert refused.value.remedy
    with pytest.raises(SpecError, match="got"):
        NetworkSpec.from_dict(whole)


@pytest.mark.parametrize(
    "change",
    [
        {"activation": "softplus"},
        {"normalisation": "batch"},
        {"hidden": None},
        {"colour": "red"},
        {"dropout": "much"},
        {"dropout": "0.1"},
        {"gain": None},
        {"residual": "no"},
        {"classes": "3"},
    ],
)
def test_what_is_no_spec_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(SpecError):
        NetworkSpec.from_dict({**NetworkSpec(2, (3,), 2).as_dict(), **change})
    with pytest.raises(SpecError):
        NetworkSpec.from_dict({"inputs": 2})
