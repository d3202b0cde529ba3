"""Which runtime for which model in a browser: TF.js, ONNX Runtime Web and LiteRT.js side by side.

    python -m kerasdl.webpage.browsers          once: fetches ONNX Runtime Web and LiteRT.js
    python benchmarks/browser_runtimes.py [--models mlp,lstm] [--rounds 3] [--count 8] [--browsers Chromium,Firefox]

Exports five models with random weights, and asks each runtime in each browser, everything by turns in each round: medians
over the rounds of the first answer from nothing loaded, and of the median call; bytes as they travel. Prints Markdown
tables, without WebGL where a program acts as the graphics processor, and one JSON object with all on the last line.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import keras
import numpy as np

from kerasdl.export import export_model
from kerasdl.webpage.browsers.find import browsers_here
from kerasdl.webpage.browsers.verify import BrowserRun, verify_in_browsers

FORMATS = ("tfjs", "onnx", "litert")
RUNTIMES = {
    ("tfjs", "cpu"): "TF.js, JavaScript",
    ("tfjs", "wasm"): "TF.js, WebAssembly",
    ("tfjs", "webgl"): "TF.js, WebGL",
    ("onnx", "wasm"): "ONNX Runtime",
    ("litert", "wasm"): "LiteRT.js",
}
# No graphics processor, but a program that acts as one.
SOFTWARE = re.compile("swiftshader|llvmpipe|software", re.IGNORECASE)
layers = keras.layers


def mlp() -> keras.Model:
    dense = [layers.Dense(128, activation="relu"), layers.Dense(64, activation="relu")]
    return keras.Sequential([keras.Input((64,), name="numbers"), *dense, layers.Dense(10, activation="softmax")])


def cnn() -> keras.Model:
    body = []
    for filters in (32, 64, 64):
        body += [layers.Conv2D(filters, 3, activation="relu", padding="same"), layers.MaxPooling2D()]
    end = [layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")]
    return keras.Sequential([keras.Input((32, 32, 3), name="picture"), *body, *end])


def mobilenet(side: int = 224) -> keras.Model:
    """Random weights whose answers differ: untrained normalisations would let every picture's numbers fade to nothing."""
    picture = keras.Input((side, side, 3), name="picture")
    scaled = layers.Rescaling(1 / 127.5, offset=-1)(picture)
    body = keras.applications.MobileNetV2((side, side, 3), weights=None)
    for layer in body.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = 0.0  # what it sees next is what it normalises by
    model = keras.Model(picture, body(scaled))
    model(255 * np.random.default_rng(0).random((4, side, side, 3), dtype=np.float32), training=True)
    return model


def lstm() -> keras.Model:
    return keras.Sequential(
        [keras.Input((50, 8), name="series"), layers.LSTM(64), layers.Dense(4, activation="softmax")]
    )


def transformer(steps: int = 64, words: int = 1000, width: int = 64, heads: int = 4) -> keras.Model:
    tokens = keras.Input((steps,), dtype="int32", name="tokens")
    x = layers.Embedding(words, width)(tokens) + layers.Embedding(steps, width)(keras.ops.arange(steps))
    for _ in range(2):
        normal = layers.LayerNormalization()(x)
        x = x + layers.MultiHeadAttention(heads, width // heads)(normal, normal)
        hidden = layers.Dense(4 * width, activation="gelu")(layers.LayerNormalization()(x))
        x = x + layers.Dense(width)(hidden)
    return keras.Model(tokens, layers.Dense(4, activation="softmax")(layers.GlobalAveragePooling1D()(x)))


MODELS: dict[str, tuple[str, Callable[[], keras.Model]]] = {
    "mlp": ("MLP, 64-128-64-10", mlp),
    "cnn": ("CNN, 3 convolutions, 32 × 32", cnn),
    "mobilenet": ("MobileNetV2, 224 × 224", mobilenet),
    "lstm": ("LSTM, 50 steps, 64 units", lstm),
    "transformer": ("Transformer, 2 blocks, 64 words", transformer),
}
Key = tuple[str, str, str, str]  # browser, model, format, backend


def measure(
    names: Sequence[str], folder: Path, count: int, rounds: int, browsers: Sequence[str], say: Callable[[str], None]
) -> dict[Key, list[BrowserRun]]:
    """Export the models, and ask every runtime in every round."""
    found: dict[Key, list[BrowserRun]] = {}
    asked = [browser for browser in browsers_here() if browser.name in browsers]
    for name in names:
        keras.utils.set_random_seed(0)
        MODELS[name][1]().save(folder / f"{name}.keras")
        say(f"exporting {name}")
        export_model(folder / f"{name}.keras", folder / name, formats=FORMATS)
    for turn in range(rounds):
        for name in names:
            say(f"round {turn + 1}: {name}")
            for run in verify_in_browsers(folder / name, count=count, browsers=asked).runs:
                browser = run.browser.split()[0]
                if run.error is None:
                    found.setdefault((browser, name, run.format, run.backend), []).append(run)
                elif run.passed is False:
                    say(f"{name}, {run.format} in {run.browser}: {run.error}")
    return found


def summary(found: dict[Key, list[BrowserRun]]) -> list[dict[str, Any]]:
    """Medians over the rounds, and the largest difference."""
    return [
        {
            **dict(zip(("browser", "model", "format", "backend"), key, strict=True)),
            "version": runs[0].browser.split()[-1],
            "difference": max(run.difference for run in runs),
            "passed": all(run.passed for run in runs),
            "first_ms": median(run.first_ms for run in runs),
            "call_ms": median(run.call_ms for run in runs),
            "bytes": runs[0].bytes,
            **({"graphics": runs[0].about} if runs[0].about else {}),
        }
        for key, runs in found.items()
    ]


def table(
    rows: Sequence[dict[str, Any]], browser: str, cell: Callable[[dict[str, Any], list[dict[str, Any]]], str]
) -> str:
    """A Markdown table: a line a model, a column a runtime."""
    here = [row for row in rows if row["browser"] == browser and not SOFTWARE.search(row.get("graphics", ""))]
    used = [key for key in RUNTIMES if any((row["format"], row["backend"]) == key for row in here)]
    lines = [f"| {browser} | " + " | ".join(RUNTIMES[key] for key in used) + " |", "| --- " * (len(used) + 1) + "|"]
    for name in dict.fromkeys(row["model"] for row in here):
        of_model = [row for row in here if row["model"] == name]
        by_runtime = {(row["format"], row["backend"]): row for row in of_model}
        cells = [cell(by_runtime[key], of_model) if key in by_runtime else "–" for key in used]
        lines.append(f"| {MODELS[name][0]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def call(row: dict[str, Any], others: list[dict[str, Any]]) -> str:
    """Milliseconds of a call, and how many times the quickest's."""
    best = min(each["call_ms"] for each in others)
    text = f"{row['call_ms']:.2g} ms" if row["call_ms"] < 100 else f"{row['call_ms']:.0f} ms"
    times = row["call_ms"] / best
    return f"**{text}**" if times == 1 else f"{text}, × {times:,.0f}" if times >= 10 else f"{text}, × {times:.1f}"


def visit(row: dict[str, Any], others: list[dict[str, Any]]) -> str:
    """Bytes of a first visit, and the first answer."""
    return f"{row['bytes'] / 1000:,.0f} kB, {row['first_ms'] / 1000:.2g} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=8, help="inputs, and calls that are compared")
    parser.add_argument("--browsers", default="Chromium,Firefox")
    given = parser.parse_args()
    names, browsers = given.models.split(","), given.browsers.split(",")
    with tempfile.TemporaryDirectory(prefix="kerasdl-runtimes-") as folder:
        found = measure(
            names,
            Path(folder),
            given.count,
            given.rounds,
            browsers,
            lambda line: print(line, file=sys.stderr, flush=True),
        )
    rows = summary(found)
    for browser in browsers:
        if any(row["browser"] == browser for row in rows):
            print(f"A call:\n\n{table(rows, browser, call)}\n")
            print(f"A first visit, from this machine:\n\n{table(rows, browser, visit)}\n")
    print(json.dumps({"rounds": given.rounds, "count": given.count, "load": os.getloadavg()[0], "runs": rows}))


if __name__ == "__main__":
    main()
