"""What are bfloat16 products of dense layers worth on this processor? Each network is trained with and without them.

    python benchmarks/precision.py [--units 256,128 544,256,256 2048,1536,1024,512] [--rounds 3] [--epochs 3]

The two ways take turns, each in every round, on the same digits with `record`'s warps and normalisation. Prints for each
network the median seconds of an epoch after the first, their ratio, and the validation accuracies; one JSON object on the
last line. A processor that does not multiply bfloat16 by itself (AMX, AVX-512 BF16) has nothing to compare.
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import replace

from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend
from kerasdl.config import NARROW_PRODUCTS, PRESETS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", nargs="+", default=["256,128", "544,256,256", "2048,1536,1024,512"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()
    choose_backend("jax")
    load_keras()
    from kerasdl.backend.hardware import multiplies_bfloat16
    from kerasdl.data.mnist import load_mnist
    from kerasdl.training.loop import train

    if not multiplies_bfloat16():
        raise SystemExit("The processor must multiply bfloat16. Received: one without amx_bf16 or avx512_bf16")
    digits = load_mnist()
    found: dict[str, dict[str, dict[str, list[float]]]] = {}
    for _ in range(options.rounds):
        for units in options.units:
            structure = tuple(int(n) for n in units.split(","))
            config = replace(PRESETS["record"], hidden_units=structure, teacher="", views=0)
            for way, mixed in (("float32", "off"), (NARROW_PRODUCTS, "on")):
                settings = replace(config, epochs=options.epochs, mixed_precision=mixed)
                history = train(settings, data=digits, device="cpu", insist=True).history
                row = found.setdefault(units, {}).setdefault(way, {"seconds": [], "validation": []})
                row["seconds"].append((history[-1]["seconds"] - history[0]["seconds"]) / (options.epochs - 1))
                row["validation"].append(history[-1]["validation_accuracy"])
    for units, ways in found.items():
        wide, narrow = (statistics.median(ways[way]["seconds"]) for way in ("float32", NARROW_PRODUCTS))
        accuracies = [100 * statistics.mean(ways[way]["validation"]) for way in ("float32", NARROW_PRODUCTS)]
        print(
            f"{units}: float32 {wide:.2f} s an epoch, {NARROW_PRODUCTS} {narrow:.2f} s ({wide / narrow:.2f} times as fast); "
            f"validation {accuracies[0]:.2f} and {accuracies[1]:.2f} %"
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
