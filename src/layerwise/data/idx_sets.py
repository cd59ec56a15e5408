"""The data sets that come as four IDX files: their names, classes, mirrors and checksums."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PARTS = {
    "train-images-idx3-ubyte": 3,
    "train-labels-idx1-ubyte": 1,
    "t10k-images-idx3-ubyte": 3,
    "t10k-labels-idx1-ubyte": 1,
}


@dataclass(frozen=True)
class IdxSet:
    """A data set that is distributed as four IDX files.

    Args:
        name: what it is called, and its folder.
        classes: a name for each label.
        mirrors: addresses of folders that hold the files, in the order to try them.
        md5: of the raw bytes of each of `PARTS`, in their order.
    """

    name: str
    classes: tuple[str, ...]
    mirrors: tuple[str, ...]
    md5: tuple[str, str, str, str]

    def checksum_of(self, part: str) -> str:
        """MD5 of the raw bytes of one of `PARTS`."""
        return self.md5[list(PARTS).index(part)]


MNIST = IdxSet(
    "mnist",
    tuple("0123456789"),
    ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    (
        "6bbc9ace898e44ae57da46a324031adb",
        "a25bea736e30d166cdddb491f175f624",
        "2646ac647ad5339dbf082846283269ea",
        "27ae3e4e09519cfbb04c329615203637",
    ),
)
FASHION_MNIST = IdxSet(
    "fashion-mnist",
    ("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"),
    ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
    (
        "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "9018921c3c673c538a1fc5bad174d6f9",
        "8181f5470baa50b63fa0f6fddb340f0a",
        "15d484375f8d13e6eb1aabb0c3f46965",
    ),
)
KNOWN = (MNIST, FASHION_MNIST)


def file_of(folder: Path, part: str) -> Path | None:
    """The file of one of `PARTS` in `folder`, under any of the names it goes by; None where there is none."""
    dotted = part.replace("-idx", ".idx")
    paths = (folder / name for name in (part, f"{part}.gz", dotted, f"{dotted}.gz"))
    return next((path for path in paths if path.is_file()), None)


def holds_all(folder: Path) -> bool:
    """Whether `folder` has all four files; they are not opened."""
    return all(file_of(folder, part) for part in PARTS)
