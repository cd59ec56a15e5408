from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from layerwise.data import load
from layerwise.data.centring import as_digit
from layerwise.data.pictures import read_picture
from layerwise.errors import PictureError

DIGITS = load("digits").inputs.reshape(-1, 28, 28)
GREY = np.tile(np.linspace(0, 255, 30, dtype=np.uint8), (20, 1))


def saved(path: Path, picture: Image.Image, **options: object) -> Path:
    picture.save(path, **options)
    return path


def distance(digit: np.ndarray, original: np.ndarray) -> float:
    return float(np.abs(digit.reshape(28, 28).astype(int) - original).mean())


def enlarged(picture: np.ndarray, factor: int = 10) -> np.ndarray:
    return np.kron(picture, np.ones((factor, factor), np.uint8))


# ---- reading


@pytest.mark.parametrize("suffix", ["png", "bmp", "tiff", "gif", "webp", "pgm"])
def test_a_grey_picture_comes_back_as_it_was_saved(tmp_path: Path, suffix: str) -> None:
    options = {"lossless": True} if suffix == "webp" else {}
    back = read_picture(saved(tmp_path / f"a.{suffix}", Image.fromarray(GREY), **options))
    assert back.dtype == np.uint8
    assert np.array_equal(back, GREY)


def test_transparency_is_shown_on_white(tmp_path: Path) -> None:
    layer = np.zeros((4, 6, 4), np.uint8)
    layer[1:3, 1:3, 3] = 255  # black where it is opaque, black and transparent elsewhere
    for mode in ("RGBA", "LA", "PA"):
        back = read_picture(saved(tmp_path / f"{mode}.tiff", Image.fromarray(layer).convert(mode)))
        assert np.array_equal(back == 0, layer[..., 3] == 255)
        assert np.array_equal(back == 255, layer[..., 3] == 0)


def test_light_ink_on_nothing_is_shown_on_black_and_reads_as_dark_ink_does(tmp_path: Path) -> None:
    for light, mode in ((255, "RGBA"), (200, "LA")):
        layer = np.zeros((28, 28, 4), np.uint8)
        layer[..., :3], layer[..., 3] = light, DIGITS[0]
        back = read_picture(saved(tmp_path / "light.png", Image.fromarray(layer).convert(mode)))
        assert back[0, 0] == 0
        assert distance(as_digit(back), DIGITS[0]) < 4  # of 255


def test_a_photograph_with_transparent_corners_stays_on_white(tmp_path: Path) -> None:
    layer = np.full((20, 20, 4), 255, np.uint8)
    layer[8:12, 8:12, :3] = 0
    layer[:2, :2, 3] = 0
    assert read_picture(saved(tmp_path / "corners.png", Image.fromarray(layer)))[0, 0] == 255


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_a_picture_without_pixels_is_told_so(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "none.png").write_bytes(png_that_claims(*size))
    with pytest.raises(PictureError, match=rf"none.png: the picture is empty: got {size[0]}×{size[1]} pixels"):
        read_picture(tmp_path / "none.png")


def test_a_photograph_is_turned_as_its_exif_says(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise to see it upright
    back = read_picture(saved(tmp_path / "a.png", Image.fromarray(GREY), exif=exif))
    assert np.array_equal(back, np.rot90(GREY, -1))


def test_deep_and_shallow_pictures_keep_their_greys(tmp_path: Path) -> None:
    sixteen = GREY.astype(np.uint16) * 257
    assert np.array_equal(read_picture(saved(tmp_path / "16.png", Image.fromarray(sixteen))), GREY)
    floats = (GREY / 255).astype(np.float32)
    assert np.array_equal(read_picture(saved(tmp_path / "f.tiff", Image.fromarray(floats))), GREY)
    back = read_picture(saved(tmp_path / "1.png", Image.fromarray(GREY).convert("1")))
    assert set(np.unique(back)) == {0, 255}
    colours = Image.merge("RGB", [Image.fromarray(GREY)] * 3)
    assert np.array_equal(read_picture(saved(tmp_path / "rgb.png", colours)), GREY)
    assert read_picture(saved(tmp_path / "cmyk.jpg", colours.convert("CMYK"))).shape == GREY.shape


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [50_000, 10_000, 9_000])
def test_a_picture_too_large_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: int
) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("decoded"))
    path = tmp_path / "huge.png"
    path.write_bytes(png_that_claims(side, side))
    with pytest.raises(PictureError, match=r"huge.png: it is too large .*: got .* pixels, expected at most 80,000,000"):
        read_picture(path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "bmp", "tiff", "webp"])
def test_a_truncated_picture_says_where_its_file_ends(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (90, 90), np.uint8)
    path = saved(tmp_path / f"a.{suffix}", Image.fromarray(noise))
    whole = path.read_bytes()
    for length in (len(whole) * 2 // 3, 3):
        path.write_bytes(whole[:length])
        with pytest.raises(PictureError, match=rf"a.{suffix}: got .*the file ends after {length:,} bytes"):
            read_picture(path)


@pytest.mark.parametrize(
    ("content", "got"), [(b"", "an empty file"), (b"hello world", "begins with 68 65 6c 6c"), (b"%!PS-Adobe", "25 21")]
)
def test_a_file_that_is_no_picture_is_told_so(tmp_path: Path, content: bytes, got: str) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(PictureError, match=rf"a.png: it is not a picture: got .*{got}") as caught:
        read_picture(tmp_path / "a.png")
    assert all(caught.value.as_dict().values())


def test_a_picture_with_a_damaged_middle_is_told_so(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 90), np.uint8)))
    whole = path.read_bytes()
    path.write_bytes(whole[:400] + b"damage" + whole[406:])
    with pytest.raises(PictureError, match=r"cannot read .*a.png"):
        read_picture(path)


def test_a_path_that_leads_nowhere_or_to_a_folder_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"absent.png: got No such file"):
        read_picture(tmp_path / "absent.png")
    with pytest.raises(PictureError, match="cannot read"):
        read_picture(tmp_path)


def test_random_damage_never_gives_anything_but_a_picture_or_a_clear_error(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    for suffix in ("png", "jpg", "gif", "tiff", "webp", "bmp"):
        file = io.BytesIO()
        Image.fromarray(GREY).save(file, Image.registered_extensions()[f".{suffix}"])
        for _ in range(25):
            content = bytearray(file.getvalue())
            for place in random.integers(0, len(content), 4):
                content[place] = random.integers(256)
            (tmp_path / "a").write_bytes(content[: random.integers(1, len(content) + 1)])
            try:
                assert read_picture(tmp_path / "a").dtype == np.uint8
            except PictureError:
                continue


# ---- centring


def test_all_images_of_digits_come_through_unchanged() -> None:
    assert all(np.array_equal(as_digit(picture), picture.reshape(-1)) for picture in DIGITS)


FORMS: dict[str, tuple[Callable[[np.ndarray], np.ndarray], float]] = {
    "dark on light": (lambda picture: 255 - picture, 0.5),
    "moved in a larger picture": (lambda picture: np.pad(picture, ((3, 20), (30, 2))), 0.5),
    "cropped to its ink": (lambda picture: picture[np.ix_(picture.any(1), picture.any(0))], 2.5),
    "grey on grey": (lambda picture: (60 + picture * 0.5).astype(np.uint8), 1.5),
    "ten times as large": (enlarged, 3.5),
    "large, dark on light, off centre": (
        lambda p: np.pad(255 - enlarged(p), ((5, 200), (90, 0)), constant_values=255),
        3.5,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_image_in_another_form_comes_back_nearly_as_the_original(form: str) -> None:
    change, most = FORMS[form]
    distances = [distance(as_digit(change(picture)), picture) for picture in DIGITS[:60]]
    assert np.mean(distances) < most  # of 255; two different digits are some 50 apart


def test_a_photograph_of_many_pixels_comes_back_nearly_as_the_original() -> None:
    for picture in DIGITS[:3]:
        large = np.pad(255 - enlarged(picture, 90), ((300, 1), (0, 777)), constant_values=255)
        assert distance(as_digit(large), picture) < 6


def test_shadow_and_noise_of_a_photograph_are_removed() -> None:
    random = np.random.default_rng(2)
    distances = []
    for picture in DIGITS[:40]:
        ink = np.pad(enlarged(picture), 60) / 255
        shadow = 210 - 80 * np.linspace(0, 1, ink.shape[1])
        photograph = shadow * (1 - 0.8 * ink) + random.normal(0, 4, ink.shape)
        digit = as_digit(np.clip(photograph, 0, 255).astype(np.uint8)).reshape(28, 28)
        distances.append(distance(digit, picture))
        assert not digit[[0, 0, -1, -1], [0, -1, 0, -1]].any()
    assert np.mean(distances) < 8


def test_ink_fits_the_box_and_its_centre_of_mass_lies_in_the_middle() -> None:
    random = np.random.default_rng(3)
    for _ in range(40):
        height, width = random.integers(3, 200, 2)
        picture = np.zeros((height + 20, width + 20), np.uint8)
        picture[10:-10, 10:-10] = random.integers(100, 256)
        digit = as_digit(picture).reshape(28, 28).astype(float)
        rows, columns = np.flatnonzero(digit.any(1)), np.flatnonzero(digit.any(0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
        assert digit.max() == 255
        down, across = (np.arange(28) @ digit.sum(axis) / digit.sum() for axis in (1, 0))
        assert max(abs(down - 14), abs(across - 14)) <= 0.51


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1)])
def test_a_picture_of_a_single_row_or_pixel_is_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match=rf"in dot.png: got {shape[1]}×{shape[0]} pixels, expected at least 2×2"):
        as_digit(np.zeros(shape, np.uint8), where="dot.png")


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_picture_is_refused(level: int) -> None:
    for picture in (np.full((28, 28), level, np.uint8), np.full((500, 40), level, np.uint8)):
        with pytest.raises(PictureError, match=r"in the picture: got a blank picture, expected ink"):
            as_digit(picture)


def test_paper_with_a_shadow_and_no_ink_is_blank() -> None:
    shadow = np.tile(np.linspace(120, 220, 300), (200, 1)) + np.random.default_rng(0).normal(0, 3, (200, 300))
    with pytest.raises(PictureError, match="blank"):
        as_digit(shadow.astype(np.uint8))
