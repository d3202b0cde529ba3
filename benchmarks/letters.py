"""What share of letters passes for digits? Letters of fonts, and the generator's drawings that no network was trained on.

    python benchmarks/letters.py [--model web] [--fonts FOLDER] [--each 12] [--refused 0.01]

`FOLDER` is searched for fonts (.ttf, .otf, .woff); handwriting fonts under the Open Font License are in npm's packages
`@fontsource/…`, and nothing of them is kept or learned from. Each letter is set in each font at several sizes, thickened
with a random brush and slanted a little. Letters that a digit can be mistaken for are left out. A letter passes where the
reader is sure. With `--refused`, "sure" is judged with the threshold that this share of MNIST's test digits does not reach,
so that models are compared at the same price; without, with the model's own. Prints what passes, worst first, and one JSON
object on the last line.
"""

from __future__ import annotations

import argparse
import json
import string
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

LOOK_ALIKES = "BDGIJOQSYZbgiloqsyz"
LETTERS = "".join(letter for letter in string.ascii_letters if letter not in LOOK_ALIKES)
CANVAS = 120  # pixels


def glyph(font: Path, letter: str, rng: np.random.Generator) -> np.ndarray:
    """A letter as white ink on black, uint8 (CANVAS, CANVAS), thickened and slanted at random."""
    image = Image.new("L", (CANVAS, CANVAS))
    size = int(rng.integers(40, 70))
    ImageDraw.Draw(image).text((CANVAS / 2, CANVAS / 2), letter, 255, ImageFont.truetype(str(font), size), "mm")
    # A brush up to a tenth of a capital's height wider than the font's.
    brush = 2 * int(rng.integers(0, max(2, size // 18))) + 1
    slant = rng.normal(0, 0.12)
    leaning = image.filter(ImageFilter.MaxFilter(brush)).transform(
        image.size, Image.Transform.AFFINE, (1, slant, -slant * CANVAS / 2, 0, 1, 0), Image.Resampling.BILINEAR
    )
    return np.asarray(leaning)


def has_capitals_alone(font: Path, letter: str) -> bool:
    """Whether a small letter is a capital again, as in some fonts; the capital may be a look-alike."""
    pair = []
    for form in (letter, letter.upper()):
        image = Image.new("L", (2 * CANVAS, 2 * CANVAS))
        ImageDraw.Draw(image).text((CANVAS, CANVAS), form, 255, ImageFont.truetype(str(font), CANVAS), "mm")
        pair.append(np.asarray(image.crop(image.getbbox()).resize((32, 32))) > 127)
    return bool((pair[0] & pair[1]).sum() > 0.6 * (pair[0] | pair[1]).sum())


def of_fonts(folder: Path, each: int) -> tuple[np.ndarray, list[str], list[str]]:
    """Every letter in every font that has it: the pictures, their letters, their fonts."""
    images: list[np.ndarray] = []
    letters: list[str] = []
    names: list[str] = []
    rng = np.random.default_rng(0)
    fonts = sorted(file for ending in ("ttf", "otf", "woff") for file in folder.rglob(f"*.{ending}"))
    # Where a package has many weights and subsets, the plain Latin one.
    plain = [f for f in fonts if f.suffix != ".woff" or f.stem.endswith("-latin-400-normal")]
    for font in plain:
        for letter in LETTERS:
            if letter.upper() in LOOK_ALIKES and has_capitals_alone(font, letter):
                continue
            drawn = [glyph(font, letter, rng) for _ in range(each)]
            images += [d for d in drawn if d.any()]
            letters += [letter] * (len(images) - len(letters))
            names += [font.stem.removesuffix("-latin-400-normal")] * (len(images) - len(names))
    if not images:
        raise SystemExit(f"There must be a font in the folder. Received: {folder}")
    return np.stack(images), letters, names


def of_generator(each: int) -> tuple[np.ndarray, list[str]]:
    """Drawings of every style of non-digits that is kept from training, and the styles' names."""
    from kerasdl.data import synthetic

    drawn = [synthetic.drawings(each, [10, n], [style]).images for n, style in enumerate(synthetic.UNSEEN)]
    return np.concatenate(drawn), [str(style) for style in synthetic.UNSEEN for _ in range(each)]


def shares(passes: np.ndarray, names: Iterable[str]) -> dict[str, float]:
    """Of each name, the share that passes; worst first."""
    labels = np.array(list(names))
    found = {str(name): round(float(passes[labels == name].mean()), 3) for name in np.unique(labels)}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def show(title: str, found: dict[str, float], most: int) -> None:
    print(f"\n{title}")
    print("  " + "  ".join(f"{name} {share:.0%}" for name, share in list(found.items())[:most]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="web", help="a model's name or folder")
    parser.add_argument("--fonts", type=Path, help="a folder with fonts")
    parser.add_argument("--each", type=int, default=12, help="pictures of a letter in a font, and of a style")
    parser.add_argument("--refused", type=float, help="share of MNIST's test digits to refuse")
    args = parser.parse_args()
    from kerasdl.data.mnist import load_mnist
    from kerasdl.inference.reader import load_reader
    from kerasdl.inference.surety import surety

    reader = load_reader(args.model)
    digits = reader.confidences(load_mnist().test.images)
    sure: Callable[[np.ndarray], np.ndarray] = reader.sure
    if args.refused is not None:
        threshold = float(np.quantile(surety(digits), args.refused))
        sure = lambda answers: surety(answers) >= threshold  # noqa: E731
    result: dict[str, float] = {"mnist_refused": round(1 - float(sure(digits).mean()), 4)}
    if args.fonts is not None:
        images, letters, fonts = of_fonts(args.fonts, args.each)
        passes = sure(reader.confidences(images))
        result["letters_of_fonts"] = round(float(passes.mean()), 4)
        show(f"Letters of {len(set(fonts))} fonts that pass", shares(passes, letters), 52)
        show("by font", shares(passes, fonts), 30)
    images, styles = of_generator(args.each * 4)
    passes = sure(reader.confidences(images))
    result["unseen_styles"] = round(float(passes.mean()), 4)
    show(f"{len(set(styles))} styles that are kept from training", shares(passes, styles), 40)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
