"""Keras script of a training run: the same data, structure, optimizer, schedule and seed, in plain Keras."""

from __future__ import annotations

from collections.abc import Sequence

from kerasdl.activations import ACTIVATION_SPECS
from kerasdl.config import CLASSES, IMAGE_SIDE, PATCH, TrainConfig
from kerasdl.errors import ConfigError
from kerasdl.training.code.teachers import TAUGHT_FIT, taught_goodness

# Of the initializers' uniform limits, √(6 / …).
_FANS = {"he": "fan_in", "lecun": "(2 * fan_in)", "glorot": "(fan_in + fan_out)"}
_TRAINING_DIGITS = 55_000


def keras_script(config: TrainConfig, digits: int = _TRAINING_DIGITS) -> str:
    """A script that trains the network of a configuration.

    It needs Keras and NumPy, and kerasdl for the data alone, and for the teachers where there are some. On the same
    backend, in float32, it gives the network that `kerasdl.train` gives, within rounding.

    Args:
        config: the settings.
        digits: how many of the training digits are learned, the first ones.

    Returns:
        Python, in cells that begin with `# %%`.

    Raises:
        ConfigError: `digits` breaks its rule.
    """
    if not 1 <= digits <= _TRAINING_DIGITS:
        raise ConfigError(f"`digits` must be 1 to {_TRAINING_DIGITS:,}. Received: digits={digits}")
    parts = (
        _head(config),
        _data(config, digits),
        _structure(config),
        _goodness(config, digits),
        _optimizer(config),
        _training(config),
        _export(),
    )
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _head(config: TrainConfig) -> str:
    stages = [f"{filters} maps" for filters in config.filters]
    structure = " - ".join(map(str, [f"{IMAGE_SIDE}x{IMAGE_SIDE}", *stages, *config.hidden_units, CLASSES]))
    policy = '\nkeras.mixed_precision.set_global_policy("mixed_bfloat16")' if config.mixed_precision == "on" else ""
    names = "PARAMETERS, warp" if config.teachers else "RandomWarp"
    warps = f"\nfrom kerasdl.layers.random_warp import {names}  # data: each picture a little otherwise, each time"
    models = "\nfrom kerasdl.models.folder import open_model  # teachers: trained networks by name or folder"
    return f"""
# %% [markdown]
# # A network of handwritten digits: {structure}
#
# Runs as it stands: `pip install keras jax kerasdl`, then `KERAS_BACKEND=jax python` and this file's name.

# %%
import keras
import numpy as np

from kerasdl import load_mnist{warps if any(config.strengths) else ""}{models if config.teachers else ""}

SEED, EPOCHS, BATCH = {config.seed}, {config.epochs}, {config.batch_size}{policy}"""


def _data(config: TrainConfig, digits: int) -> str:
    part = "" if digits == _TRAINING_DIGITS else f"[:{digits}]"
    more = ""
    if config.repeats > 1:
        more += f"images, labels = np.tile(images, ({config.repeats}, 1, 1)), np.tile(labels, {config.repeats})\n"
    drawn = []
    if config.pen_digits:
        drawn.append(f"synthetic.drawings({config.pen_digits}, [SEED, 1])")
    if config.non_digits:
        from kerasdl.data.training_set import empty_canvases

        empty = empty_canvases(config.non_digits)
        drawn.append(f"synthetic.drawings({config.non_digits - empty}, [SEED, 2], synthetic.SEEN)")
    if drawn:
        more += f"from kerasdl.data import synthetic\n\ndrawn = [{', '.join(drawn)}]\n"
        more += "images = np.concatenate([images, *(part.images for part in drawn)])\n"
        more += "labels = np.concatenate([labels, *(part.labels for part in drawn)])\n"
    if config.non_digits:
        more += f"# {empty} empty canvases.\n"
        more += f"images = np.concatenate([images, np.zeros(({empty}, {IMAGE_SIDE}, {IMAGE_SIDE}), np.uint8)])\n"
        more += f"labels = np.concatenate([labels, np.full({empty}, {CLASSES}, labels.dtype)])\n"
    table = f"np.eye({CLASSES})"
    if config.non_digits:
        more += "# What is no digit is to be equally unsure of all.\n"
        table = f"np.vstack([{table}, np.full((1, {CLASSES}), 1 / {CLASSES})])"
    smoothing = config.label_smoothing
    soft = f"{1 - smoothing!r} * targets + {smoothing!r} / {CLASSES}" if smoothing else "targets"
    clipped = f"np.minimum(labels, {CLASSES})" if config.non_digits else "labels"
    smooth = f"targets = ({soft}).astype(np.float32)" if smoothing else "targets = targets.astype(np.float32)"
    return f"""
# %% [markdown]
# ## Data

# %%
mnist = load_mnist()
images, labels = mnist.train.images{part}, mnist.train.labels{part}
{more}targets = {table}[{clipped}]
{smooth}"""


def _structure(config: TrainConfig) -> str:
    lines = [f"inputs = keras.Input(({IMAGE_SIDE}, {IMAGE_SIDE}))"]
    if config.filters:
        lines.append(f"x = layers.Reshape(({IMAGE_SIDE}, {IMAGE_SIDE}, 1))(inputs)")
        lines += _stages(config)
    else:
        lines.append("x = layers.Flatten()(inputs)")
    width = config.filters[-1] if config.filters else IMAGE_SIDE**2
    for units in config.hidden_units:
        lines += _hidden(config, f"layers.Dense({units}", width == units, dropped=True)
        width = units
    last = (
        'layers.Dense(10, name="logits", dtype="float32")'
        if config.mixed_precision == "on"
        else f'layers.Dense({CLASSES}, name="logits")'
    )
    lines += [f"logits = {last}(x)", "network = keras.Model(inputs, layers.Softmax()(logits))"]
    initializer = ACTIVATION_SPECS[config.activation].initializer
    glorot, own = _FANS["glorot"], _FANS[initializer]
    body = "\n".join(lines)
    fan = glorot if own == glorot else f'({glorot} if layer.name == "logits" else {own})'
    return f"""
# %% [markdown]
# ## Step 1: a set of functions
#
# Each θ, all the weights and biases, is one function of the set. The seed draws the first one.

# %%
layers = keras.layers
{body}

rng = np.random.default_rng(SEED)
for layer in network.layers:
    if hasattr(layer, "kernel"):
        *patch, channels, units = layer.kernel.shape
        fan_in, fan_out = channels * int(np.prod(patch)), units * int(np.prod(patch))
        limit = np.sqrt(6 / {fan})
        layer.kernel.assign(rng.uniform(-limit, limit, layer.kernel.shape))
network.summary()"""


def _stages(config: TrainConfig) -> list[str]:
    lines, inputs = [], 1
    for stage, channels in enumerate(config.filters):
        if stage:
            lines.append("x = layers.MaxPooling2D()(x)")
        for last in (False, True) if stage else (True,):
            kind = f'layers.Conv2D({channels}, {PATCH}, padding="same"'
            lines += _hidden(config, kind, inputs == channels, dropped=last)
            inputs = channels
    return [*lines, "x = layers.GlobalAveragePooling2D()(x)"]


def _hidden(config: TrainConfig, kind: str, alike: bool, *, dropped: bool) -> Sequence[str]:
    """A layer with a kernel, what belongs to it, and the sum with its input where the two are alike."""
    activation = ACTIVATION_SPECS[config.activation].keras
    skip = config.skips and alike
    lines = ["before = x"] if skip else []
    if config.batch_normalization:
        lines.append(f"x = {kind}, use_bias=False)(x)")
        lines.append(f'x = layers.Activation("{activation}")(layers.BatchNormalization(momentum=0.98)(x))')
    else:
        lines.append(f'x = {kind}, activation="{activation}")(x)')
    lines += _dropped(config) if dropped else []
    return [*lines, "x = layers.Add()([before, x])"] if skip else lines


def _dropped(config: TrainConfig) -> list[str]:
    return [f"x = layers.Dropout({config.dropout!r}, seed=SEED)(x)"] if config.dropout else []


def _goodness(config: TrainConfig, digits: int) -> str:
    if config.teachers:
        return taught_goodness(config)
    learned = config.repeats * digits + config.pen_digits + config.non_digits
    faded = config.faded(learned // min(config.batch_size, learned) * config.epochs)
    fade = f", fade={faded}" if faded else ""
    warp = f"RandomWarp({', '.join(map(repr, config.strengths))}, seed=SEED{fade})"
    warped = f"{warp}(pictures)" if any(config.strengths) else "pictures"
    return f"""
# %% [markdown]
# ## Step 2: the goodness of a function
#
# The mean cross-entropy, taken from the logits: so it is exact however small a confidence is.

# %%
pictures = keras.Input(({IMAGE_SIDE}, {IMAGE_SIDE}))
learner = keras.Model(pictures, keras.Model(inputs, logits)({warped}))
loss = keras.losses.CategoricalCrossentropy(from_logits=True)"""


def _optimizer(config: TrainConfig) -> str:
    schedule = f"rate = {config.learning_rate!r}"
    if config.schedule != "constant":
        schedule = f'''class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Up to the peak in the first {config.warmup:.0%} of all steps, down to nothing in the rest."""

    def __call__(self, step):
        done = (keras.ops.cast(step, "float32") + 1) / (steps * EPOCHS + 1)
        rise, fall = done / {max(config.warmup, 1e-9)!r}, (1 - done) / {1 - config.warmup!r}
        return {config.learning_rate!r} * keras.ops.minimum(rise, fall)

    def get_config(self):
        return {{}}


rate = OneCycle()'''
    decay = f"weight_decay={config.weight_decay!r}, " if config.weight_decay else ""
    kind = "AdamW" if config.weight_decay else "Adam"
    metrics = "" if config.teachers else ', metrics=["accuracy"]'
    exclude = (
        '\noptimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])' if config.weight_decay else ""
    )
    return f"""
# %% [markdown]
# ## Step 3: pick the best function

# %%
batch = min(BATCH, len(images))
steps = len(images) // batch  # of an epoch


{schedule}
optimizer = keras.optimizers.{kind}(rate, {decay}beta_2=0.99){exclude}
learner.compile(optimizer, loss{metrics})""".replace("\n\n\nrate = ", "\nrate = ")


_FIT = """
    learner.fit(x[order], targets[order], batch_size=batch, shuffle=False, verbose=2)"""


def _training(config: TrainConfig) -> str:
    fit, pictures = (TAUGHT_FIT, "") if config.teachers else (_FIT, "x = images.astype(np.float32) / 255\n")
    return f"""
# %%
{pictures}for epoch in range(EPOCHS):
    order = np.random.default_rng([SEED, epoch]).permutation(len(images))[: steps * batch]
    print(f"epoch {{epoch + 1}} of {{EPOCHS}}"){fit}
{_TEMPERED}"""


_TEMPERED = """
# %% [markdown]
# How sure it may be: the logits are divided by the temperature at which the validation digits cost least.

# %%
answers = network.predict(mnist.validation.images / np.float32(255), batch_size=1000, verbose=0)
logs = np.log(np.maximum(answers.astype(np.float64), 1e-300))
rows = np.arange(len(logs))


def cost(temperature):
    z = logs / temperature
    return np.mean(np.logaddexp.reduce(z, axis=1) - z[rows, mnist.validation.labels])


temperature = min(np.geomspace(0.2, 5, 1001), key=cost)
last = network.get_layer("logits")
last.set_weights([weights / temperature for weights in last.get_weights()])"""


def _export() -> str:
    return """
# %%
answers = network.predict(mnist.test.images / np.float32(255), batch_size=1000, verbose=0)
print(f"{np.mean(answers.argmax(1) == mnist.test.labels):.2%} of the test digits read right")

# %% [markdown]
# ## The network as a file
#
# `kerasdl export digits.keras --page site` writes it for TensorFlow.js and other runtimes, and as a page to draw on.

# %%
network.save("digits.keras")"""
