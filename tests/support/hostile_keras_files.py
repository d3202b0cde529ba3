"""Hostile and damaged `.keras` files, generated from a small valid one."""

from __future__ import annotations

import base64
import io
import json
import marshal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from kerasdl.models.keras_file import CONFIG, WEIGHTS
from tests.support.damage import flips, other_values, truncations

Files = dict[str, bytes]


def parts_of(file: Path) -> Files:
    """The members of a `.keras` file."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files, compression: int = zipfile.ZIP_STORED) -> bytes:
    """A `.keras` file of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return content.getvalue()


def with_config(files: Files, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A file with another configuration."""
    config = json.loads(files[CONFIG])
    change(config)
    return packed({**files, CONFIG: json.dumps(config).encode()})


def with_weights(files: Files, change: Callable[[h5py.File], object]) -> bytes:
    """A file with other weights."""
    content = io.BytesIO(files[WEIGHTS])
    with h5py.File(content, "r+") as weights:
        change(weights)
    return packed({**files, WEIGHTS: content.getvalue()})


def layers_that_run_code(canary: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Layers, each of which would write `canary` or read a file if what they name were called."""
    code = compile(f"open({str(canary)!r}, 'w')", "layer", "eval")
    marshalled = base64.b64encode(marshal.dumps(code)).decode()
    function = {"class_name": "__lambda__", "config": {"code": marshalled, "defaults": None, "closure": None}}
    yield "lambda", {"module": "keras.layers", "class_name": "Lambda", "config": {"name": "l", "function": function}}
    for module, name in [
        ("os", "system"),
        ("builtins", "exec"),
        ("builtins", "eval"),
        ("subprocess", "Popen"),
        ("shutil", "rmtree"),
        ("keras.utils", "get_file"),
        ("keras.saving", "load_model"),
        ("keras.config", "enable_unsafe_deserialization"),
        ("keras.models", "load_model"),
        ("numpy", "save"),
        ("kerasdl.models.store", "write_card"),
        ("pathlib", "Path.touch"),
    ]:
        named = {"module": module, "class_name": "function", "config": name, "registered_name": name}
        for place in ("activation", "kernel_initializer"):
            config = {"name": "d", "units": 10, place: named}
            yield f"{module}.{name} as {place}", {"module": "keras.layers", "class_name": "Dense", "config": config}
        command = f"touch {canary}"
        yield (
            f"{module}.{name} as layer",
            {"module": module, "class_name": name, "config": {"args": command, "fn": command}},
        )
        wrapped = {"name": "l", "function": named, "arguments": {"command": command, "file": str(canary)}}
        yield f"{module}.{name} in Lambda", {"module": "keras.layers", "class_name": "Lambda", "config": wrapped}
    saved = {"name": "t", "filepath": str(canary.parent), "call_endpoint": "serve"}
    yield "TFSMLayer", {"module": "keras.layers", "class_name": "TFSMLayer", "config": saved}
    lookup = {"name": "s", "vocabulary": "/etc/passwd"}
    yield "StringLookup", {"module": "keras.layers", "class_name": "StringLookup", "config": lookup}
    yield "TextVectorization", {"module": "keras.layers", "class_name": "TextVectorization", "config": lookup}


def bombs(files: Files) -> Iterator[tuple[str, bytes]]:
    """Files that would need far more memory or time than they are large."""

    def grow(config: dict[str, Any]) -> None:
        config["config"]["layers"][-2]["config"]["units"] = 10**9

    def widen(config: dict[str, Any]) -> None:
        pad = {"name": "pad", "padding": [[10**5, 10**5], [10**5, 10**5]]}
        shaped = {"name": "shape", "target_shape": [28, 28, 1]}
        layers = config["config"]["layers"]
        layers[1:1] = [
            {"module": "keras.layers", "class_name": "Reshape", "config": shaped},
            {"module": "keras.layers", "class_name": "ZeroPadding2D", "config": pad},
            {
                "module": "keras.layers",
                "class_name": "Cropping2D",
                "config": {"name": "crop", "cropping": pad["padding"]},
            },
        ]

    def repeat(config: dict[str, Any]) -> None:
        flatten = {"module": "keras.layers", "class_name": "Flatten"}
        names = [{**flatten, "config": {"name": f"f{n}"}} for n in range(3_000)]
        config["config"]["layers"][1:1] = names

    def nest(config: dict[str, Any]) -> None:
        for _ in range(30):
            config["config"] = {"name": "s", "layers": [{**config, "config": config["config"]}]}

    for change in (grow, widen, repeat, nest):
        yield change.__name__, with_config(files, change)
    yield "zip bomb", packed({**files, "assets/zeros": bytes(30_000_000)}, zipfile.ZIP_DEFLATED)
    yield "large config", packed({**files, CONFIG: files[CONFIG] + b" " * 20_000_000})
    yield "deep config", packed({**files, CONFIG: b'{"config": ' * 100_000})

    def compress(weights: h5py.File) -> None:
        weights.create_dataset("more", (250_000_000,), "f4", chunks=(1_000_000,), compression="gzip")

    def promise(weights: h5py.File) -> None:
        weights.create_dataset("more", (10**12,), "f4", chunks=(1_000,))

    def repeat_links(weights: h5py.File) -> None:
        weights["more"] = np.zeros(100_000, np.float32)
        for n in range(100):
            weights[f"again_{n}"] = weights["more"]

    def hold_itself(weights: h5py.File) -> None:
        weights["layers/again"] = weights["/"]

    def lie_elsewhere(weights: h5py.File) -> None:
        weights["outside"] = h5py.ExternalLink("/etc/passwd", "/")

    def point(weights: h5py.File) -> None:
        weights["soft"] = h5py.SoftLink("/layers")

    def read_a_file(weights: h5py.File) -> None:
        weights.create_dataset("secret", (100,), "u1", external=[("/etc/passwd", 0, 100)])

    for damage in (compress, promise, repeat_links, hold_itself, lie_elsewhere, point, read_a_file):
        yield damage.__name__, with_weights(files, damage)


def zip_tricks(files: Files) -> Iterator[tuple[str, bytes]]:
    """Zip files that are none of Keras's."""
    yield "empty", b""
    yield "text", b"nothing of the kind"
    for name in (CONFIG, WEIGHTS):
        yield f"without {name}", packed({other: part for other, part in files.items() if other != name})
    for name in ("../canary", "/canary", "assets/../../canary", "a\\b"):
        yield f"member {name}", packed({**files, name: b"x"})
    yield "many members", packed({**files, **{f"assets/{n}": b"" for n in range(2_000)}})
    content = io.BytesIO(packed(files))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(CONFIG, files[CONFIG])
    yield "twice the same member", content.getvalue()
    with zipfile.ZipFile(content, "a") as archive:
        link = zipfile.ZipInfo("assets/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    yield "a link", content.getvalue()
    yield "a password", _listed_as(files, 8, 1)
    yield "another way of packing", _listed_as(files, 10, 99)


def _listed_as(files: Files, field: int, value: int) -> bytes:
    """A file with one byte changed in its list's entry for the configuration."""
    content = bytearray(packed(files))
    content[content.rindex(CONFIG.encode()) - 46 + field] = value
    return bytes(content)


def numbers(files: Files) -> Iterator[tuple[str, bytes]]:
    """Files whose weights are no numbers, or of other shapes and types."""

    def each(change: Callable[[h5py.Group, str, h5py.Dataset], object]) -> Callable[[h5py.File], None]:
        def run(weights: h5py.File) -> None:
            found: list[str] = []
            weights.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) else None)
            change(weights, found[0], weights[found[0]])

        return run

    def fill(value: float) -> Callable[[h5py.Group, str, h5py.Dataset], None]:
        def run(_: h5py.Group, __: str, array: h5py.Dataset) -> None:
            array[...] = value

        return run

    def replace(value: Any) -> Callable[[h5py.Group, str, h5py.Dataset], None]:
        def run(weights: h5py.Group, name: str, _: h5py.Dataset) -> None:
            del weights[name]
            weights[name] = value

        return run

    def remove(weights: h5py.Group, name: str, _: h5py.Dataset) -> None:
        del weights[name]

    for name, change in (
        ("NaN", fill(np.nan)),
        ("infinity", fill(np.inf)),
        ("another shape", replace(np.zeros((3, 3), np.float32))),
        ("text", replace("weights")),
        ("complex numbers", replace(np.zeros((3, 3), complex))),
        ("missing", remove),
    ):
        yield f"weights: {name}", with_weights(files, each(change))


def every(files: Files, canary: Path, rng: np.random.Generator, count: int) -> Iterator[tuple[str, bytes]]:
    """About `count` files: all kinds, and as many damaged ones as are left."""
    made = 0
    for name, layer in layers_that_run_code(canary):
        yield name, with_config(files, lambda config, layer=layer: config["config"]["layers"].insert(2, layer))
        made += 1
    for kind in (bombs, zip_tricks, numbers):
        for name, content in kind(files):
            yield name, content
            made += 1
    left = (count - made) // 4
    whole = packed(files)
    yield from ((f"cut off {n}", content) for n, content in enumerate(truncations(whole, left)))
    yield from ((f"flipped {n}", content) for n, content in enumerate(flips(whole, left, rng)))
    weights = ({**files, WEIGHTS: part} for part in flips(files[WEIGHTS], left, rng))
    yield from ((f"weights flipped {n}", packed(each)) for n, each in enumerate(weights))
    configs = list(other_values(json.loads(files[CONFIG])))
    for n in rng.choice(len(configs), count - made - 3 * left, replace=False):
        name, config = configs[n]
        yield f"config {name}", packed({**files, CONFIG: json.dumps(config).encode()})
