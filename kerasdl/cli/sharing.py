"""The commands that use a trained network: export, verify, predict, demo, app, web."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kerasdl.backend.selection import choose_backend, choose_export_backend
from kerasdl.cli.common import Host, Json, Model, Port, comma_list, note, print_result
from kerasdl.errors import TrainingError
from kerasdl.files import check_unlocked, writable_folder
from kerasdl.models.labels import read_labels


def export(
    model: Annotated[
        str, typer.Argument(help="A model's name or folder, or any Keras 3 Sequential in a .keras file.")
    ] = "web",
    out: Annotated[Path | None, typer.Option(help="The folder to write.", show_default="the model's own")] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            help="Which to write, with commas between: also onnx, litert.", show_default="saved_model,tfjs,tfjs_layers"
        ),
    ] = None,
    quantize: Annotated[str | None, typer.Option(help="Store TF.js weights as float16 or uint8.")] = None,
    no_ink: Annotated[bool, typer.Option("--no-ink", help="Leave the centring of raw ink out.")] = False,
    labels: Annotated[
        str | None, typer.Option(help="What the classes are called: names with commas between, or a file, one a line.")
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write the page with this model, as a folder for any host.")] = None,
    single_file: Annotated[
        Path | None, typer.Option(help="Write the page with this model as one HTML file that needs no host.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The title of that page.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Let --page replace a folder that holds something else.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Export a network as SavedModel, TF.js graph and layers, ONNX or LiteRT, or as a page that reads with it."""
    choose_export_backend()
    settings: dict[str, Any] = {
        "quantize": quantize,
        "ink": not no_ink,
        "labels": None if labels is None else read_labels(labels),
    }
    if formats is not None:
        settings["formats"] = comma_list(formats, "`formats` must be names with commas between")
    pages: dict[str, int] = {}
    if page or single_file or title is not None or overwrite:
        from kerasdl.webpage import publish

        published = publish(
            model, page=page, single_file=single_file, title=title, overwrite=overwrite, out=out, **settings
        )
        folder, sizes, pages = published.folder, published.bytes, published.pages
    else:
        from kerasdl.export import export_model

        exported = export_model(model, out, **settings)
        folder, sizes = exported.folder, exported.bytes
        if exported.without_ink and not no_ink:
            note(f"kerasdl: exported without the centring of ink. {exported.without_ink}")
    lines = [f"{name:<12} {size:>12,} bytes  {folder / name}" for name, size in sizes.items()]
    lines += [f"{'page':<12} {size:>12,} bytes  {path}" for path, size in pages.items()]
    values = {"folder": str(folder), "bytes": sizes, "quantize": quantize}
    print_result(values | ({"pages": pages} if pages else {}), as_json, "\n".join(lines))


def verify(
    model: Model = "web",
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the test digits.")] = 10_000,
    answers: Annotated[Path | None, typer.Option(help="Keep every format's answers in this .npz file.")] = None,
    as_json: Json = False,
) -> None:
    """Send the same digits through Keras and every exported format, and compare the answers."""
    choose_backend("tensorflow")
    from kerasdl.cli.progress import parity_table
    from kerasdl.export.verify import verify as run

    parity = run(model, count=count, answers=answers)
    print_result(parity.to_dict(), as_json, parity_table(parity))
    if not parity.passed:
        raise typer.Exit(1)


def predict(
    files: Annotated[list[Path], typer.Argument(help="Pictures of digits: PNG, JPEG, WebP, …, or .npy arrays.")],
    model: Annotated[str, typer.Option(help="A model's folder or name.")] = "web",
    many: Annotated[bool, typer.Option("--many", help="Read a row of several digits in each picture.")] = False,
    as_json: Json = False,
) -> None:
    """Read the digit in each picture, or what the model's labels name. A file that cannot be read gets one line."""
    from kerasdl.inference.predict import predict_files

    results = predict_files(files, model, many=many, note=note)
    text = "\n".join(result.text for result in results if result.error is None)
    if text or as_json:
        print_result({"model": model, "files": [result.to_dict() for result in results]}, as_json, text)
    if any(result.error for result in results):
        raise typer.Exit(1)


def demo(
    out: Annotated[Path, typer.Option(help="The model's folder.")] = Path("saved_models/demo"),
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve dashboard and page until Ctrl-C.")] = True,
    app_port: Annotated[int, typer.Option(min=0, max=65535, help="The dashboard's port.")] = 8501,
    web_port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port.")] = 8000,
    as_json: Json = False,
) -> None:
    """Do all there is: train, evaluate, export, verify, say where things are, then serve dashboard and page."""
    from kerasdl.cli.demo import run_demo, serve_both

    check_unlocked(writable_folder(out), error=TrainingError)
    result = run_demo(out, say=note)
    print_result(result, as_json, f"the demo's model is in {out}")
    if serve:
        serve_both(out, app_port=app_port, web_port=web_port, say=note)


def dashboard(port: Port = 8501, host: Host = "localhost") -> None:
    """Start the dashboard: the three steps on the screen."""
    from kerasdl.cli.demo import serve_dashboard

    serve_dashboard(port, host)


def web(
    model: Annotated[
        str | None, typer.Option(help="Serve the page with this model.", show_default="the page's own")
    ] = None,
    port: Port = 8000,
    host: Host = "127.0.0.1",
) -> None:
    """Serve the page that reads digits in the browser."""
    from kerasdl.models.store import TFJS, find_model, shipped
    from kerasdl.webpage.folder import check_model
    from kerasdl.webpage.serving import serve_page

    folder = None if model is None else find_model(model)
    if folder is not None and (folder / TFJS).is_dir():
        check_model(folder)
    serve_page(shipped("web"), host, port, model=folder, on_ready=lambda url: note(f"page {url}  (Ctrl-C stops it)"))
