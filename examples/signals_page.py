"""A bump in a noisy signal: a detector on made signals, end with a page where one draws a curve.

python examples/signals_page.py            writes signals.keras and the page signals_page/
"""

from pathlib import Path

import keras
import numpy as np

from kerasdl.webpage import publish

STEPS, KINDS = 128, ["nothing", "a bump", "a step", "an oscillation"]
FILE, PAGE = Path("signals.keras"), Path("signals_page")


def signals(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Made signals, (count, STEPS, 1), between about -1 and 1, and the number of each one's kind."""
    random = np.random.default_rng(seed)
    kinds = random.integers(0, len(KINDS), count)
    along = np.arange(STEPS)[None]
    place, width = random.uniform(20, STEPS - 20, (count, 1)), random.uniform(3, 10, (count, 1))
    size = random.uniform(0.4, 1.0, (count, 1)) * random.choice([-1, 1], (count, 1))
    bump = np.exp(-0.5 * ((along - place) / width) ** 2)
    step = 1 / (1 + np.exp(-(along - place) / 2))
    swing = np.sin(2 * np.pi * (along - place) / random.uniform(8, 30, (count, 1)))
    shapes = np.stack([np.zeros((count, STEPS)), bump, step, swing])
    drift = np.cumsum(random.normal(0, 0.01, (count, STEPS)), axis=1)
    noise = random.normal(0, random.uniform(0.01, 0.1, (count, 1)), (count, STEPS))
    made = size * shapes[kinds, np.arange(count)] + drift + noise
    return made[..., None].astype("float32"), kinds


def main() -> None:
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((STEPS, 1), name="signal"),
            layers.Conv1D(16, 7, strides=2, activation="relu", padding="same"),
            layers.Conv1D(32, 7, strides=2, activation="relu", padding="same"),
            layers.Conv1D(32, 7, strides=2, activation="relu", padding="same"),
            layers.GlobalAveragePooling1D(),
            layers.Dense(len(KINDS), activation="softmax", name="kind"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*signals(20_000, seed=0), epochs=6, batch_size=128, verbose=2)
    print(f"{100 * model.evaluate(*signals(4_000, seed=1), verbose=0)[1]:.1f} % of unseen signals told right")
    model.save(FILE)
    publish(FILE, out=Path("saved_models/signals"), page=PAGE, labels=KINDS, title="What is in the signal?")
    print(f"python -m http.server --directory {PAGE}")


if __name__ == "__main__":
    main()
