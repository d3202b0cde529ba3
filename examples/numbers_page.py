"""Ten numbers to one: a regression on scikit-learn's diabetes data, end with a page of sliders.

pip install scikit-learn
python examples/numbers_page.py            writes diabetes.keras and the page diabetes_page/
"""

import csv
from pathlib import Path

import keras
import numpy as np
from sklearn.datasets import load_diabetes

from kerasdl.webpage import PageOptions, publish

FILE, FIELDS, PAGE = Path("diabetes.keras"), Path("diabetes.csv"), Path("diabetes_page")
NAMES = (
    "age [years],sex (1 or 2),body mass index [kg/m²],blood pressure [mmHg],cholesterol [mg/dl],LDL [mg/dl],"
    "HDL [mg/dl],cholesterol / HDL,log of triglycerides,glucose [mg/dl]"
).split(",")


def main() -> None:
    keras.utils.set_random_seed(0)
    patients, progress = load_diabetes(return_X_y=True, scaled=False)
    order = np.random.default_rng(0).permutation(len(patients))
    patients, progress = patients[order].astype("float32"), progress[order].astype("float32")
    learned, unseen = slice(0, 350), slice(350, None)
    scale = keras.layers.Normalization()
    scale.adapt(patients[learned])
    model = keras.Sequential(
        [
            keras.Input((len(NAMES),), name="patient"),
            scale,
            keras.layers.Dense(32, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)),
            keras.layers.Dense(1, name="progression"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(patients[learned], progress[learned], epochs=150, batch_size=64, verbose=0)
    error = model.predict(patients[unseen], verbose=0)[:, 0] - progress[unseen]
    print(f"mean error {np.abs(error).mean():.0f} of {progress.min():.0f} to {progress.max():.0f}, R² ", end="")
    print(f"{1 - (error**2).mean() / progress[unseen].var():.2f}")
    with FIELDS.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([NAMES, *patients[:12].tolist()])
    model.save(FILE)
    options = PageOptions(fields=FIELDS, unit="points")
    publish(
        FILE, out=Path("saved_models/diabetes"), page=PAGE, options=options, title="Progression of diabetes in a year"
    )
    print(f"python -m http.server --directory {PAGE}")


if __name__ == "__main__":
    main()
