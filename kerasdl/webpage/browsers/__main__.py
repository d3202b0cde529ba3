"""Fetch what runs ONNX and LiteRT models in a browser, for `verify --browser`: `python -m kerasdl.webpage.browsers`."""

import sys

from kerasdl.errors import KerasdlError
from kerasdl.webpage.browsers.packages import install

if __name__ == "__main__":
    try:
        print(install(), file=sys.stderr)
    except KerasdlError as error:
        sys.exit(f"kerasdl: {error}")
