"""Letters, drawn on a page: train on kerasdl's own drawings of capitals, end with a page that reads them.

python examples/letters_page.py            writes letters.keras and the page letters_page/
"""

from pathlib import Path
from string import ascii_uppercase

import keras
import numpy as np

from kerasdl.data.synthetic import LETTERS, drawings
from kerasdl.webpage import publish

EACH = 400  # drawings of a letter
FILE, PAGE = Path("letters.keras"), Path("letters_page")


def letters(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Drawings of letters, (count · letters, 28, 28), the number of each one's letter, and the letters."""
    styles: dict[str, list] = {}
    for style in LETTERS:
        name = style.name.split()[1]  # "letter A 2 with serifs"
        if len(name) == 1 and name in ascii_uppercase:
            styles.setdefault(name, []).append(style)
    names = sorted(styles)
    parts = [drawings(count, [seed, n], styles[name]).images for n, name in enumerate(names)]
    return np.concatenate(parts), np.repeat(np.arange(len(names)), count), names


def main() -> None:
    images, labels, names = letters(EACH, seed=0)
    unseen, answers, _ = letters(50, seed=1)
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(len(names), activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(images / 255, labels, epochs=8, batch_size=128, verbose=2)
    accuracy = model.evaluate(unseen / 255, answers, verbose=0)[1]
    print(f"{len(names)} letters, {100 * accuracy:.1f} % of unseen drawings read right")
    model.save(FILE)
    publish(FILE, out=Path("saved_models/letters"), page=PAGE, labels=names, title="Draw a letter")
    print(f"python -m http.server --directory {PAGE}")


if __name__ == "__main__":
    main()
