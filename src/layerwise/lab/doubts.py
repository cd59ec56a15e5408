"""What may be wrong with a reading of a photograph, as codes and in words."""

from __future__ import annotations

from layerwise.words import Text

# Of one mark of a picture; the codes are those of `--json`.
DOUBTS: dict[str, Text] = {
    "unfamiliar": Text(
        "looks like no image the network was trained on: its answer means nothing",
        "不像网络训练时见过的任何图像，识别结果没有意义",
    ),
    "lines": Text(
        "lines cross the whole picture and were taken out: check the answer, or use plain paper",
        "有线条横穿整幅图像，已去除：请核对结果，或使用无格线的纸",
    ),
    "edges": Text(
        "ink reaches the edges of the picture and was left out where it could be: leave a margin around the digit",
        "笔迹延伸到图像边缘，能去除的已去除：请在数字四周留出空白",
    ),
    "several": Text(
        "{marks} marks lie apart; each is read by itself, from the left",
        "图中有 {marks} 个分开的字迹，按从左到右的顺序逐个识别",
    ),
    "unchecked": Text(
        "the network's file does not say what its training images look like (an older version saved it, or it had too "
        "few of them): a picture of anything else gets an answer too. Train it again to be warned",
        "网络文件没有记录训练图像的样子（由旧版本保存，或训练图像太少）：其他内容的图像也会得到识别结果；重新训练后才会给出警告",
    ),
}
