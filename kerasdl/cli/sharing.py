"""The commands that use a trained network: export, verify, predict, card, demo, app, web."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kerasdl.backend.fast_import import load_filters
from kerasdl.backend.selection import choose_export_backend
from kerasdl.cli.common import (
    Custom,
    Host,
    Json,
    Model,
    Port,
    RunLambda,
    comma_list,
    note,
    print_result,
    start_keras,
    warn_of_others,
)
from kerasdl.errors import ConfigError, TrainingError, printable
from kerasdl.files import atomic_file, check_unlocked, writable_file, writable_folder
from kerasdl.models.labels import read_labels


def export(
    model: Annotated[
        str,
        typer.Argument(
            help="A model's name or folder, any Keras 3 model in a .keras or .h5 file, or a .kerasdl file of the page."
        ),
    ] = "web",
    out: Annotated[Path | None, typer.Option(help="The folder to write.", show_default="the model's own")] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            help="Which to write, all or none, with commas between: also onnx, litert.",
            show_default="those of saved_model,tfjs,tfjs_layers that hold the model exactly",
        ),
    ] = None,
    quantize: Annotated[str | None, typer.Option(help="Store TF.js weights as float16 or uint8.")] = None,
    no_ink: Annotated[bool, typer.Option("--no-ink", help="Leave the centring of raw ink out.")] = False,
    no_softmax: Annotated[
        bool, typer.Option("--no-softmax", help="Append no softmax to a reader of ink that gives logits.")
    ] = False,
    labels: Annotated[
        str | None, typer.Option(help="What the classes are called: names with commas between, or a file, one a line.")
    ] = None,
    custom: Custom = None,
    run_lambda: RunLambda = False,
    without_text: Annotated[
        bool, typer.Option("--without-text", help="Cut off the layers that take text; write their vocabularies beside.")
    ] = False,
    page: Annotated[Path | None, typer.Option(help="Write the page with this model, as a folder for any host.")] = None,
    single_file: Annotated[
        Path | None, typer.Option(help="Write the page with this model as one HTML file that needs no host.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The title of that page.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Let --page replace a folder that holds something else.")
    ] = False,
    pixel_range: Annotated[
        str | None,
        typer.Option("--range", help="What pixels are to the model: 0,1 or -1,1 or 0,255 or imagenet, for its page."),
    ] = None,
    fields: Annotated[
        Path | None, typer.Option(help="A CSV or JSON file with names and examples of the numbers, for the page.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="The unit of a number that the model answers, for the page.")] = None,
    as_json: Json = False,
) -> None:
    """Export a model as SavedModel, TF.js graph and layers, ONNX or LiteRT, or as a page that reads with it.

    Without --formats a format that cannot hold the model is left out, and named; the exit status is 0 if TF.js was written.
    """
    choose_export_backend()
    from kerasdl.cli.progress import step_progress

    settings: dict[str, Any] = {
        "quantize": quantize,
        "ink": not no_ink,
        "softmax": not no_softmax,
        "labels": None if labels is None else read_labels(labels),
        "custom": custom,
        "run_lambda": run_lambda,
        "without_text": without_text,
    }
    if formats is not None:
        settings["formats"] = comma_list(formats, "`formats` must be names with commas between")
    if page or single_file or title is not None or overwrite or pixel_range or fields or unit:
        from kerasdl.webpage import PageOptions, publish

        with step_progress() as say:
            published = publish(
                model,
                page=page,
                single_file=single_file,
                title=title,
                overwrite=overwrite,
                options=PageOptions(pixel_range, fields, unit),
                out=out,
                say=say,
                **settings,
            )
        _print_export(published.folder, published.bytes, published.pages, quantize, as_json)
        return
    from kerasdl.export import check_request, export_model

    check_request(model, out, settings.get("formats"), quantize)
    start_keras("tensorflow")
    with step_progress() as say:
        exported = export_model(model, out, say=say, **settings)
    for line in exported.notes:
        note(f"kerasdl: {line}")
    for name, reason in exported.left_out.items():
        note(f"kerasdl: {name} is left out. {reason}")
    left_out = {"left_out": exported.left_out} if exported.left_out else {}
    _print_export(exported.folder, exported.bytes, {}, quantize, as_json, **left_out)
    if formats is None and not exported.runs_in_a_browser:
        raise typer.Exit(1)


def _print_export(
    folder: Path, sizes: dict[str, int], pages: dict[str, int], quantize: str | None, as_json: bool, **more: Any
) -> None:
    lines = [f"{name:<12} {size:>12,} bytes  {folder / name}" for name, size in sizes.items()]
    lines += [f"{'page':<12} {size:>12,} bytes  {path}" for path, size in pages.items()]
    values = {"folder": str(folder), "bytes": sizes, "quantize": quantize, **more}
    print_result(values | ({"pages": pages} if pages else {}), as_json, "\n".join(lines))


def verify(
    model: Model = "web",
    count: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="How many inputs.", show_default="10000 digits, or 32 random inputs"),
    ] = None,
    inputs: Annotated[
        Path | None, typer.Option(help="Inputs of your own: an .npz file with an array for each input, by its name.")
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="Keep every format's answers in this .npz file.")] = None,
    custom: Custom = None,
    run_lambda: RunLambda = False,
    seconds: Annotated[float | None, typer.Option(min=1, help="How long each format may take at most.")] = None,
    browser: Annotated[
        bool, typer.Option("--browser", help="Ask TF.js, ONNX and LiteRT in this machine's browsers instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Send the same inputs through Keras and every exported format, and compare the answers."""
    from kerasdl.cli.progress import browser_table, parity_table, step_progress
    from kerasdl.export.verify import check_verification
    from kerasdl.export.verify import verify as run

    if browser and answers is not None:
        raise ConfigError("`answers` must be kept without --browser. Received: both")
    check_verification(model, answers)
    if browser:
        from kerasdl.webpage.browsers.verify import verify_in_browsers

        start_keras("tensorflow")
        with step_progress() as say:
            found = verify_in_browsers(
                model, count=count, inputs=inputs, custom=custom, run_lambda=run_lambda, seconds=seconds, say=say
            )
        print_result(found.to_dict(), as_json, browser_table(found))
        if not found.passed:
            raise typer.Exit(1)
        return
    start_keras("tensorflow")
    with step_progress() as say:
        parity = run(
            model,
            count=count,
            answers=answers,
            inputs=inputs,
            custom=custom,
            run_lambda=run_lambda,
            seconds=seconds,
            say=say,
        )
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
    load_filters()
    from kerasdl.inference.predict import read_files

    results = []
    for result in read_files(files, model, many=many, note=note):
        results.append(result)
        if result.error is None and not as_json:
            print(printable(result.text), flush=True)
    if as_json:
        print_result({"model": model, "files": [result.to_dict() for result in results]}, as_json, "")
    if any(result.error for result in results):
        raise typer.Exit(1)


def card(
    model: Model = "web",
    out: Annotated[
        Path | None, typer.Option(help="The Markdown file to write, such as README.md.", show_default="print it")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a model's card for the Hugging Face Hub: its figures as YAML metadata, then what people read."""
    from kerasdl.models.hub_card import hub_card

    if out is not None:
        writable_file(out, "out", ".md")
    text = hub_card(model)
    if out is None:
        print_result({"model": model, "card": text}, as_json, text.rstrip())
        return
    with atomic_file(out) as part:
        part.write_text(text, encoding="utf-8")
    print_result({"model": model, "file": str(out)}, as_json, f"the card is in {out}")


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


def dashboard(
    port: Port = 8501,
    host: Host = "localhost",
    key: Annotated[
        bool,
        typer.Option("--key", help="Let others write in rooms only: the rest needs the key in the address it prints."),
    ] = False,
) -> None:
    """Start the dashboard: the three steps on the screen, and rooms in which a class writes."""
    import secrets

    from kerasdl.cli.demo import serve_dashboard

    host = host.strip("[]")
    secret = secrets.token_urlsafe(16) if key else ""
    if key:
        can = "they can write in a room whose address they have, and nothing else without the key"
        here = "localhost" if host in ("", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        note(f"kerasdl: the lecturer's address is http://{here}:{port}/?key={secret}")
    else:
        can = (
            "without a password, they can start trainings, use its processors and fill its disk, and write in rooms "
            "whose address they have; --key leaves them the rooms alone (docs/hosting.md)"
        )
    warn_of_others(host, "dashboard", can)
    serve_dashboard(port, host, key=secret)


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

    host = host.strip("[]")
    folder = None if model is None else find_model(model)
    if folder is not None and (folder / TFJS).is_dir():
        check_model(folder)

    def tell(url: str) -> None:
        warn_of_others(host, "page", "they can read it, and nothing else")
        note(f"page {url}  (Ctrl-C stops it)")

    serve_page(shipped("web"), host, port, model=folder, on_ready=tell)
