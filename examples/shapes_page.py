"""Coloured shapes: MobileNetV2's blocks on drawn pictures, end with a page for photographs and the camera.

python examples/shapes_page.py             writes shapes.keras and the page shapes_page/
"""

from pathlib import Path

import keras
import numpy as np
from keras import layers
from PIL import Image, ImageDraw

from kerasdl.webpage import publish

SIDE, KINDS = 64, ["circle", "square", "triangle", "star"]
FILE, PAGE = Path("shapes.keras"), Path("shapes_page")


def corners(kind: int, turn: float) -> np.ndarray:
    """The corners of a shape about (0, 0), its radius 1."""
    count = {0: 40, 1: 4, 2: 3, 3: 10}[kind]
    angles = turn + 2 * np.pi * np.arange(count) / count
    radius = np.where(np.arange(count) % 2, 0.45, 1.0) if kind == 3 else 1.0
    return np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)


def shapes(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Drawn shapes on plain and striped grounds, uint8 (count, SIDE, SIDE, 3), and the number of each one's kind."""
    random = np.random.default_rng(seed)
    kinds, pictures = random.integers(0, len(KINDS), count), np.empty((count, SIDE, SIDE, 3), np.uint8)
    for n, kind in enumerate(kinds):
        ground, colour = (tuple(random.integers(0, 256, 3).tolist()) for _ in range(2))
        picture = Image.new("RGB", (SIDE, SIDE), ground)
        pen = ImageDraw.Draw(picture)
        for _ in range(random.integers(0, 4)):
            pen.line(random.integers(0, SIDE, 4).tolist(), fill=tuple(random.integers(0, 256, 3).tolist()), width=2)
        radius = random.uniform(12, 26)
        points = corners(int(kind), random.uniform(0, 7)) * radius + random.uniform(radius, SIDE - radius, 2)
        pen.polygon([tuple(point) for point in points], fill=colour)
        pictures[n] = np.clip(np.asarray(picture) + random.normal(0, 8, (SIDE, SIDE, 3)), 0, 255)
    return pictures, kinds


def block(x: keras.KerasTensor, filters: int, strides: int) -> keras.KerasTensor:
    """Wider, a look at the neighbours, narrower again; MobileNetV2 has 17 of them."""
    y = layers.ReLU(6)(layers.BatchNormalization(momentum=0.9)(layers.Conv2D(4 * x.shape[-1], 1, use_bias=False)(x)))
    y = layers.DepthwiseConv2D(3, strides, padding="same", use_bias=False)(y)
    y = layers.ReLU(6)(layers.BatchNormalization(momentum=0.9)(y))
    y = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 1, use_bias=False)(y))
    return layers.Add()([x, y]) if x.shape == y.shape else y


def main() -> None:
    keras.utils.set_random_seed(0)
    picture = keras.Input((SIDE, SIDE, 3), name="picture")
    x = layers.Conv2D(16, 3, 2, padding="same", activation="relu")(layers.Rescaling(1 / 127.5, offset=-1)(picture))
    for filters, strides in [(16, 1), (24, 2), (24, 1), (40, 2), (40, 1)]:
        x = block(x, filters, strides)
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(128, 1, activation="relu")(x))
    model = keras.Model(picture, layers.Dense(len(KINDS), activation="softmax", name="shape")(x))
    model.compile(keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*shapes(8_000, seed=0), epochs=6, batch_size=64, verbose=2)
    print(f"{100 * model.evaluate(*shapes(2_000, seed=1), verbose=0)[1]:.1f} % of unseen pictures told right")
    model.save(FILE)
    publish(FILE, out=Path("saved_models/shapes"), page=PAGE, labels=KINDS, title="Which shape is it?")
    print(f"python -m http.server --directory {PAGE}")


if __name__ == "__main__":
    main()
