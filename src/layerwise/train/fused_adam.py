"""Adam's step in one pass over the state, for CPUs: an XLA custom call, where llvmlite is installed (extra `fast`).

XLA writes the moments and the weights in three loops that read and write ten arrays where seven are enough, and on a
CPU this step is bound by memory: docs/decisions/0010 has the figures. The form in JAX (`optimizers.py`) stays the
reference, is what runs elsewhere, and is what the tests hold this against.
"""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import jax
from jaxtyping import Array, Float

# The number goes up with every change of what the call takes or does: programs in the compilation cache know the name.
_NAME = "layerwise_adam_1"
_ALIASES = {0: 0, 2: 1, 3: 2}


@cache
def available() -> bool:
    """Whether the call can be made: on a CPU, with llvmlite installed. The first time it is compiled and registered."""
    if jax.default_backend() != "cpu" or find_spec("llvmlite") is None:
        return False
    capsule = ctypes.pythonapi.PyCapsule_New
    capsule.restype, capsule.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    jax.ffi.register_ffi_target(_NAME, capsule(_compiled(), None, None), platform="cpu")
    return True


def fused_step(
    weight: Float[Array, "rows columns"],
    gradient: Float[Array, "rows columns"],
    first: Float[Array, "rows columns"],
    second: Float[Array, "rows columns"],
    rate: Float[Array, "rows 1"],
    constants: Float[Array, " 5"],
) -> tuple[Array, Array, Array]:
    """Weight and moments after one step; in place where XLA can spare the old ones.

    Args:
        weight: single precision, as all that follows.
        gradient: of the loss.
        first: mean of the gradients.
        second: mean of their squares.
        rate: of each row, the corrections folded in.
        constants: β₁, 1 − β₁, β₂, 1 − β₂ and what is added under the root.
    """
    like = jax.ShapeDtypeStruct(weight.shape, weight.dtype)  # type: ignore[no-untyped-call]
    call = jax.ffi.ffi_call(_NAME, (like, like, like), input_output_aliases=_ALIASES)
    return tuple(call(weight, gradient, first, second, rate, constants))  # type: ignore[return-value]


@cache
def _engine() -> Any:
    """The machine code for this very processor; held for as long as the process lives."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    machine = llvm.Target.from_default_triple().create_target_machine(llvm.get_host_cpu_name(), features, opt=3)
    module = llvm.parse_assembly(files(__package__).joinpath("fused_adam.ll").read_text("utf-8"))
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = True
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    return engine


def _compiled() -> int:
    return int(_engine().get_function_address("handler"))
