"""Where a table begins in its file and what separates its cells."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pandas as pd
import pytest

from layerwise.curves.tables import read_table
from layerwise.tabular.layout import layout_of

PLAIN = "depth,seed,epoch,val_acc\n1,0,1,0.86\n1,0,2,0.87\n"
BLANKS = PLAIN.replace(",", "  ")
MARKDOWN = "| depth | seed | epoch | val_acc |\n|:--|---:|---|---|\n" + "".join(
    f"| {' | '.join(line.split(','))} |\n" for line in PLAIN.splitlines()[1:]
)

FILES: dict[str, bytes] = {
    "plain": PLAIN.encode(),
    "byte-order mark": PLAIN.encode("utf-8-sig"),
    "Excel's Unicode text": PLAIN.replace(",", "\t").encode("utf-16"),
    "UTF-16, the other order": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "sep=,": b"sep=,\n" + PLAIN.encode(),
    "sep=; in quotes": b'"sep=;"\r\n' + PLAIN.replace(",", ";").replace("\n", "\r\n").encode(),
    "a comment": b"# trained in May\n" + PLAIN.encode(),
    "two comments and an empty line": b"# trained\n# in May\n\n" + PLAIN.encode(),
    "a line of commas": b",,,\n" + PLAIN.encode(),
    "pipes": PLAIN.replace(",", "|").encode(),
    "pipes in Markdown": MARKDOWN.encode(),
    "pipes without their frame": MARKDOWN.replace("\n|", "\n").replace("|\n", "\n").strip("|").encode(),
    "blanks": BLANKS.encode(),
    "NumPy's savetxt": ("# " + BLANKS).encode(),
    "NumPy's savetxt with commas": ("# " + PLAIN).encode(),
    "padded": PLAIN.replace(",", ",      ").replace("depth", "   depth").encode(),
    "names in quotes": PLAIN.replace("depth,seed", '"depth","seed"').encode(),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "no line end": PLAIN.rstrip().encode(),
    "Windows": PLAIN.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_table_is_read_however_its_file_is_laid_out(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(FILES[name])
    rows = read_table(tmp_path / "a.csv").rows
    expected = pd.DataFrame({"depth": [1, 1], "seed": [0, 0], "epoch": [1, 2], "val_acc": [0.86, 0.87]})
    pd.testing.assert_frame_equal(rows, expected)


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
@pytest.mark.parametrize("content", [PLAIN, "sep=;\n" + PLAIN.replace(",", ";")])
def test_a_compressed_table_is_read(ending: str, pack: object, content: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.csv{ending}"
    path.write_bytes(pack(content.encode()))  # type: ignore[operator]
    raw = read_table(path)
    assert (raw.name, list(raw.rows["val_acc"])) == ("a", [0.86, 0.87])


def test_a_file_that_is_plain_csv_is_handed_on_as_it_is(tmp_path: Path) -> None:
    for content, plain in ((PLAIN, True), ("# a\n" + PLAIN, False), (MARKDOWN, False), (BLANKS, False)):
        (tmp_path / "a.csv").write_text(content, encoding="utf-8")
        assert layout_of(tmp_path / "a.csv").plain is plain
