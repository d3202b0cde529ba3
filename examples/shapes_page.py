"""Coloured shapes: MobileNetV2's blocks on drawn pictures, end with a page for photographs and the camera.

python examples/shapes_page.py             writes shapes.keras and the page shapes_page/
"""

from pathlib import Path

import keras
import numpy as np
from keras import layers
from PIL import Image, ImageDraw

from kerasdl.webpage import publish

SIDE, KINDS, CORNERS = 40, ["circle", "square", "triangle", "star"], (40, 4, 3, 10)


def shapes(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Drawn shapes and a stray line, uint8 (count, SIDE, SIDE, 3), and the number of each one's kind."""
    random = np.random.default_rng(seed)
    kinds, pictures = random.integers(0, len(KINDS), count), np.empty((count, SIDE, SIDE, 3), np.uint8)
    for n, kind in enumerate(kinds):
        ground = random.integers(0, 256, 3)
        pen = ImageDraw.Draw(picture := Image.new("RGB", (SIDE, SIDE), tuple(ground.tolist())))
        pen.line(random.integers(0, SIDE, 4).tolist(), fill=tuple(random.integers(0, 256, 3).tolist()))
        corners, size = np.arange(CORNERS[kind]), random.uniform(9, 17)
        radii = size * np.where(corners % 2, (1, 1, 1, 0.45)[kind], 1)
        turns = np.exp(1j * (random.uniform(0, 7) + 2 * np.pi * corners / len(corners)))
        points = complex(*random.uniform(size, SIDE - size, 2)) + radii * turns
        colour = tuple(((ground + random.integers(60, 197, 3)) % 256).tolist())
        pen.polygon([(point.real, point.imag) for point in points], fill=colour)
        pictures[n] = np.clip(np.asarray(picture) + random.normal(0, 6, (SIDE, SIDE, 3)), 0, 255)
    return pictures, kinds


def block(x: keras.KerasTensor, filters: int, strides: int) -> keras.KerasTensor:
    """MobileNetV2's: wider, a look at the neighbours, narrower again."""
    y = layers.ReLU(6)(layers.BatchNormalization(momentum=0.9)(layers.Conv2D(4 * x.shape[-1], 1, use_bias=False)(x)))
    y = layers.DepthwiseConv2D(3, strides, padding="same", use_bias=False)(y)
    y = layers.ReLU(6)(layers.BatchNormalization(momentum=0.9)(y))
    y = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 1, use_bias=False)(y))
    return layers.Add()([x, y]) if x.shape == y.shape else y


def main() -> None:
    keras.utils.set_random_seed(0)
    picture = keras.Input((SIDE, SIDE, 3), name="picture")
    x = layers.Conv2D(16, 3, 2, activation="relu")(layers.Rescaling(1 / 127.5, offset=-1)(picture))
    x = block(block(block(block(block(x, 16, 1), 24, 2), 24, 1), 48, 2), 48, 1)
    model = keras.Model(picture, layers.Dense(4, "softmax", name="shape")(layers.GlobalAveragePooling2D()(x)))
    model.compile(keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*shapes(6_000, seed=0), epochs=8, batch_size=64, verbose=2)
    print(f"{100 * model.evaluate(*shapes(2_000, seed=1), verbose=0)[1]:.1f} % of unseen pictures told right")
    model.save("shapes.keras")
    publish("shapes.keras", out=Path("shapes_model"), page=Path("shapes_page"), labels=KINDS, title="Which shape?")
    print("python -m http.server --directory shapes_page")


if __name__ == "__main__":
    main()
