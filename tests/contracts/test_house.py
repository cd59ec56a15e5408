"""The house keeps its shape: imports run downwards, names say what is in them, nothing unpickles, no file sprawls."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterator, Mapping, Set
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "layerwise"

# From top to bottom, as the design draws them. A room may import what lies on the floors below its own, nothing else.
FLOORS = (
    {"cli"},
    {"lab"},
    {"explorer"},
    {"report"},
    {"study"},
    {"export", "train", "insight"},
    {"nets"},
    {"data", "curves", "verdict"},
    {"tabular"},
    {"words", "errors", "files"},
    {"characters"},
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# The façade `import layerwise` hands out names from every room, and `python -m layerwise` starts the topmost one.
OUTSIDE = {"__init__", "__main__"}

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
UNPICKLERS = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


class House:
    """The modules of a package folder, and where each of them breaks a rule."""

    def __init__(self, package: Path) -> None:
        self.package = package
        self.files = sorted(package.rglob("*.py"))
        self.trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in self.files}

    def room(self, file: Path) -> str:
        return file.relative_to(self.package).with_suffix("").parts[0]

    def place(self, file: Path, node: ast.AST) -> str:
        return f"{file.relative_to(self.package).as_posix()}:{getattr(node, 'lineno', 0)}"

    def imports(self, file: Path) -> Iterator[tuple[ast.AST, str]]:
        """Every dotted name the file imports, absolute, wherever the import stands in it."""
        folder = ["layerwise", *file.relative_to(self.package).parent.parts]
        for node in ast.walk(self.trees[file]):
            match node:
                case ast.Import(names=names):
                    yield from ((node, alias.name) for alias in names if alias.name != "layerwise")
                    facade = {alias.asname or alias.name for alias in names if alias.name == "layerwise"}
                    yield from self.names_of_the_facade(file, facade)
                case ast.ImportFrom(module=module, names=names, level=level):
                    base = [*folder[: len(folder) - level + 1]] if level else []
                    dotted = ".".join([*base, *([module] if module else [])])
                    yield from ((node, f"{dotted}.{alias.name}") for alias in names)
                case ast.Call(
                    func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                    args=[ast.Constant(value=str(name)), *_],
                ):
                    yield node, name

    def names_of_the_facade(self, file: Path, names: set[str]) -> Iterator[tuple[ast.AST, str]]:
        """What the file takes from `import layerwise`, as if it had imported each thing by its name."""
        for node in ast.walk(self.trees[file]):
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=taken) if name in names:
                    yield node, f"layerwise.{taken}"

    def imports_that_do_not_run_downwards(self) -> Iterator[str]:
        for file in self.files:
            if (room := self.room(file)) in OUTSIDE:
                continue
            if room not in FLOOR_OF:
                yield f"{self.place(file, self.trees[file])} stands on no floor of the house"
                continue
            for node, name in self.imports(file):
                first, _, rest = name.partition(".")
                target = rest.partition(".")[0]
                if first != "layerwise" or target in {room, "__version__"}:
                    continue
                if target not in FLOOR_OF:
                    yield f"{self.place(file, node)} imports {name}, which is in no room"
                elif FLOOR_OF[target] <= FLOOR_OF[room]:
                    yield f"{self.place(file, node)} imports {name}, which is not below {room}"

    def imports_of(self, forbidden: Callable[[str, Path], bool]) -> Iterator[str]:
        for file in self.files:
            yield from (
                f"{self.place(file, node)} imports {name}" for node, name in self.imports(file) if forbidden(name, file)
            )

    def circles(self) -> Iterator[str]:
        """Modules that need each other, straight or through others; what is imported for types alone counts too."""
        modules = {self.module(file): file for file in self.files if self.room(file) not in OUTSIDE}
        needed = {name: {m for m in self.needs(file, modules) if m != name} for name, file in modules.items()}
        for names in (name for name in strongly_connected(needed) if len(name) > 1):
            yield " ↔ ".join(sorted(names))

    def module(self, file: Path) -> str:
        parts = file.relative_to(self.package).with_suffix("").parts
        return ".".join(["layerwise", *(part for part in parts if part != "__init__")])

    def needs(self, file: Path, modules: Container[str]) -> Iterator[str]:
        """The modules that a file imports from: of `layerwise.data.folds.split` the longest part that is a module."""
        for _, name in self.imports(file):
            parts = name.split(".")
            dotted = (".".join(parts[:length]) for length in range(len(parts), 1, -1))
            if module := next((each for each in dotted if each in modules), None):
                yield module

    def vague_names(self) -> Iterator[str]:
        for path in [*self.files, *(folder for folder in self.package.rglob("*") if folder.is_dir())]:
            if path.stem.strip("_") in VAGUE_NAMES:
                yield path.relative_to(self.package).as_posix()

    def unpicklings(self) -> Iterator[str]:
        yield from self.imports_of(lambda name, _: name.partition(".")[0] in UNPICKLERS)
        for file, tree in self.trees.items():
            yield from (f"{self.place(file, node)} may unpickle" for node in ast.walk(tree) if may_unpickle(node))

    def long_files(self, limit: int = 300) -> Iterator[str]:
        for file in self.package.rglob("*"):
            if file.suffix in {".py", ".js", ".css", ".html"}:
                lines = len(file.read_text(encoding="utf-8").splitlines())
                if lines > limit:
                    yield f"{file.relative_to(self.package).as_posix()} has {lines} lines"


def strongly_connected(needed: Mapping[str, Set[str]]) -> list[frozenset[str]]:
    """Groups of names of which each reaches every other."""
    reached: dict[str, set[str]] = {}
    for name in needed:
        seen, waiting = set(), [name]
        while waiting:
            fresh = needed.get(waiting.pop(), set()) - seen
            seen |= fresh
            waiting += fresh
        reached[name] = seen
    return list({frozenset({b for b in reached[a] if a in reached.get(b, ())} | {a}) for a in needed})


def may_unpickle(node: ast.AST) -> bool:
    """Whether the node is a call that can run code from a file: `np.load` must say that it does not."""
    if not isinstance(node, ast.Call):
        return False
    allow = [keyword.value for keyword in node.keywords if keyword.arg == "allow_pickle"]
    if any(not (isinstance(value, ast.Constant) and value.value is False) for value in allow):
        return True
    match node.func:
        case ast.Attribute(value=ast.Name(id="np" | "numpy" | "jnp"), attr="load"):
            return not allow
        case ast.Attribute(attr="read_pickle" | "to_pickle"):
            return True
    return False


# The house as it stands


@pytest.fixture(scope="module")
def house() -> House:
    house = House(PACKAGE)
    assert len(house.files) > 10, "the checks below would pass on nothing"
    return house


def test_imports_run_downwards(house: House) -> None:
    assert list(house.imports_that_do_not_run_downwards()) == []


def test_no_modules_need_each_other(house: House) -> None:
    assert list(house.circles()) == []


def test_only_train_knows_how_networks_are_stacked(house: House) -> None:
    def stacks_elsewhere(name: str, file: Path) -> bool:
        return name.startswith("layerwise.train.stack") and house.room(file) != "train"

    assert list(house.imports_of(stacks_elsewhere)) == []


def test_the_verdict_knows_no_network_and_no_file(house: House) -> None:
    strangers = {"jax", "jaxlib", "optax", "safetensors", "pathlib", "os", "io"}

    def a_stranger(name: str, file: Path) -> bool:
        return house.room(file) == "verdict" and name.partition(".")[0] in strangers

    assert list(house.imports_of(a_stranger)) == []


def test_exported_code_meets_jax_and_networks_only_in_plain(house: House) -> None:
    def another_door(name: str, file: Path) -> bool:
        return (
            house.room(file) == "export"
            and file.stem != "plain"
            and (name.partition(".")[0] in {"jax", "jaxlib"} or name.startswith("layerwise.nets"))
        )

    assert list(house.imports_of(another_door)) == []


def test_no_module_has_a_name_that_says_nothing(house: House) -> None:
    assert list(house.vague_names()) == []
    assert list(House(ROOT / "tests").vague_names()) == []


def test_nothing_can_unpickle(house: House) -> None:
    assert list(house.unpicklings()) == []


def test_no_file_is_longer_than_300_lines(house: House) -> None:
    assert list(house.long_files()) == []


# The checks themselves, on small houses that break one rule each


def built(folder: Path, files: dict[str, str]) -> House:
    for name, source in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source, encoding="utf-8")
    return House(folder)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("nets/spec.py", "from layerwise.study.store import Store"),
        ("nets/spec.py", "import layerwise.cli"),
        ("nets/spec.py", "def later():\n    from layerwise.train import block"),
        ("nets/spec.py", "from layerwise import report"),
        ("nets/spec.py", "from layerwise import Study"),
        ("nets/spec.py", "import layerwise as lw\nlw.study.store"),
        ("nets/spec.py", "from ..study import store"),
        ("nets/spec.py", "from .. import study"),
        ("nets/deep/spec.py", "from ...study import store"),
        ("nets/spec.py", "import importlib\nimportlib.import_module('layerwise.lab')"),
        ("nets/spec.py", "from importlib import import_module\nimport_module('layerwise.lab')"),
        ("nets/spec.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from layerwise.lab import study"),
        ("train/block.py", "from layerwise.insight import probes"),
        ("verdict/layout.py", "from layerwise.data.folds import folds"),
        ("errors.py", "from layerwise.words import Text"),
        ("attic/old.py", "x = 1"),
        ("stray.py", "x = 1"),
    ],
)
def test_an_import_that_does_not_run_downwards_is_found(tmp_path: Path, name: str, source: str) -> None:
    assert len(list(built(tmp_path, {name: source}).imports_that_do_not_run_downwards())) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("__init__.py", "from layerwise.lab.study import Study"),
        ("cli/study.py", "from layerwise.lab import study\nfrom ..errors import LayerwiseError"),
        ("nets/spec.py", "from .forward import run\nfrom . import file\nfrom layerwise.nets.file import save"),
        ("study/store.py", "import layerwise\nlayerwise.__version__"),
        ("study/store.py", "import numpy\nfrom layerwise import __version__\nfrom layerwise.train.block import Block"),
    ],
)
def test_an_import_that_runs_downwards_is_let_through(tmp_path: Path, name: str, source: str) -> None:
    assert list(built(tmp_path, {name: source}).imports_that_do_not_run_downwards()) == []


@pytest.mark.parametrize(
    ("spec", "forward"),
    [
        ("from layerwise.nets.forward import run", "from layerwise.nets.spec import Spec"),
        ("from . import forward", "def later():\n    from .spec import Spec"),
        (
            "import layerwise.nets.forward",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from layerwise.nets.spec import Spec",
        ),
        ("from layerwise.nets.file import save", "from layerwise.nets.spec import Spec"),
    ],
)
def test_modules_that_need_each_other_are_found(tmp_path: Path, spec: str, forward: str) -> None:
    file = "from layerwise.nets.forward import run"
    house = built(tmp_path, {"nets/spec.py": spec, "nets/forward.py": forward, "nets/file.py": file})
    assert len(list(house.circles())) == 1


def test_two_ways_to_one_module_are_no_circle(tmp_path: Path) -> None:
    both = "from layerwise.nets.spec import Spec\nimport layerwise\nlayerwise.__version__"
    files = {"nets/spec.py": "", "nets/forward.py": both, "nets/file.py": f"{both}\nfrom . import forward"}
    assert list(built(tmp_path, files).circles()) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "import numpy as np\nnp.load('x.npz')",
        "import numpy as np\nnp.load('x.npz', allow_pickle=True)",
        "import numpy as np\nnp.load('x.npz', allow_pickle=anything)",
        "import pandas as pd\npd.read_pickle('x')",
    ],
)
def test_what_could_unpickle_is_found(tmp_path: Path, source: str) -> None:
    assert len(list(built(tmp_path, {"data/x.py": source}).unpicklings())) == 1


def test_loading_plain_arrays_is_let_through(tmp_path: Path) -> None:
    source = "import json\nimport numpy as np\nnp.load('x.npz', allow_pickle=False)\njson.load(open('x'))"
    assert list(built(tmp_path, {"data/x.py": source}).unpicklings()) == []


def test_vague_names_and_long_files_are_found(tmp_path: Path) -> None:
    house = built(
        tmp_path, {"data/utils.py": "", "helpers/a.py": "", "nets/long.py": "x = 1\n" * 301, "nets/ok.py": ""}
    )
    assert sorted(house.vague_names()) == ["data/utils.py", "helpers"]
    assert list(house.long_files()) == ["nets/long.py has 301 lines"]
