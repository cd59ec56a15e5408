"""The machine and the versions a result depends on, and how a worker process is set up on it."""

from __future__ import annotations

import hashlib
import importlib
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

import layerwise
from layerwise.data.cache import cache_folder

_PACKAGES = ("jax", "jaxlib", "llvmlite", "numpy", "scipy", "pandas", "pyarrow", "safetensors")
# One thread each: two pinned single-threaded processes outrun one process with two threads.
_ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def versions() -> dict[str, str]:
    """Versions of everything that a number can depend on."""
    found = {"layerwise": layerwise.__version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, Any]:
    """The machine in a few words, without its name or its user's."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": len(usable_cores()),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
    }


def usable_cores() -> list[int]:
    """Numbers of the cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def pin_to(core: int) -> None:
    """Keeps this process on one core where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def worker_environment() -> dict[str, str]:
    """Environment variables of a worker: one thread, and compiled programs kept between runs."""
    flags = f"{os.environ.get('XLA_FLAGS', '')} {_ONE_THREAD}".strip()
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"), "1")
    return {
        **os.environ,
        **one,
        "XLA_FLAGS": flags,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "JAX_COMPILATION_CACHE_DIR": str(program_cache()),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def program_cache() -> Path:
    """Where compiled programs are kept: a folder of its own for each kind of processor and version of JAX.

    A program compiled for another processor could use instructions this one lacks, so none is ever looked at.
    """
    facts = [_processor(), _instructions(), platform.machine(), version("jax"), version("jaxlib")]
    return cache_folder() / "programs" / hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def peak_memory() -> int:
    """The most memory this process has held so far, bytes."""
    on_windows = getattr(psutil.Process().memory_info(), "peak_wset", None)
    if on_windows is not None:
        return int(on_windows)
    resource = importlib.import_module("resource")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)


def _cpuinfo(key: str) -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def _processor() -> str:
    return _cpuinfo("model name") or platform.processor() or platform.machine()


def _instructions() -> str:
    return _cpuinfo("flags") or _cpuinfo("Features")
