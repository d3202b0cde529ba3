"""Coloured shapes: MobileNetV2's blocks on drawn pictures, end with a page for photographs and the camera.

python examples/shapes_page.py             writes shapes.keras and the page shapes_page/
"""

from pathlib import Path

import keras
import numpy as np
from keras import layers
from PIL import Image, ImageDraw

from kerasdl.webpage import publish

SIDE, CORNERS = 40, {"circle": 40, "square": 4, "triangle": 3, "star": 10}
FILE, PAGE = Path("shapes.keras"), Path("shapes_page")


def shapes(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Drawn shapes with stray lines, uint8 (count, SIDE, SIDE, 3), and the number of each one's kind."""
    random = np.random.default_rng(seed)
    kinds, pictures = random.integers(0, len(CORNERS), count), np.empty((count, SIDE, SIDE, 3), np.uint8)
    for n, kind in enumerate(kinds):
        ground = random.integers(0, 256, 3)
        picture = Image.new("RGB", (SIDE, SIDE), tuple(ground.tolist()))
        pen = ImageDraw.Draw(picture)
        for _ in range(random.integers(0, 3)):
            pen.line(random.integers(0, SIDE, 4).tolist(), fill=tuple(random.integers(0, 256, 3).tolist()))
        size, corners = random.uniform(9, 17), np.arange(list(CORNERS.values())[kind])
        angles = random.uniform(0, 7) + 2 * np.pi * corners / len(corners)
        radius = np.where(corners % 2, 0.45, 1) if len(corners) == 10 else np.ones(len(corners))
        place = np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1) * size
        place += random.uniform(size, SIDE - size, 2)
        colour = (ground + random.integers(60, 197, 3)) % 256  # told from the ground in every channel
        pen.polygon([tuple(point) for point in place], fill=tuple(colour.tolist()))
        pictures[n] = np.clip(np.asarray(picture) + random.normal(0, 6, (SIDE, SIDE, 3)), 0, 255)
    return pictures, kinds


def block(x: keras.KerasTensor, filters: int, strides: int) -> keras.KerasTensor:
    """MobileNetV2's: wider, a look at the neighbours, narrower again."""
    wide = layers.ReLU(6)(layers.BatchNormalization(momentum=0.9)(layers.Conv2D(4 * x.shape[-1], 1, use_bias=False)(x)))
    near = layers.DepthwiseConv2D(3, strides, padding="same", use_bias=False)(wide)
    near = layers.ReLU(6)(layers.BatchNormalization(momentum=0.9)(near))
    y = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 1, use_bias=False)(near))
    return layers.Add()([x, y]) if x.shape == y.shape else y


def main() -> None:
    keras.utils.set_random_seed(0)
    picture = keras.Input((SIDE, SIDE, 3), name="picture")
    x = layers.Conv2D(16, 3, 2, padding="same", activation="relu")(layers.Rescaling(1 / 127.5, offset=-1)(picture))
    for filters, strides in [(16, 1), (24, 2), (24, 1), (40, 2), (40, 1)]:
        x = block(x, filters, strides)
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(128, 1, activation="relu")(x))
    model = keras.Model(picture, layers.Dense(len(CORNERS), activation="softmax", name="shape")(x))
    model.compile(keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*shapes(6_000, seed=0), epochs=8, batch_size=64, verbose=2)
    print(f"{100 * model.evaluate(*shapes(2_000, seed=1), verbose=0)[1]:.1f} % of unseen pictures told right")
    model.save(FILE)
    publish(FILE, out=Path("saved_models/shapes"), page=PAGE, labels=[*CORNERS], title="Which shape is it?")
    print(f"python -m http.server --directory {PAGE}")


if __name__ == "__main__":
    main()
