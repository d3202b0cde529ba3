"""A visitor of a Streamlit page without a browser: the same messages over the same websocket.

    async with Visitor("http://127.0.0.1:8501") as visitor:
        await visitor.open("read")
        rerun = await visitor.set_state(visitor.component("kerasdl_ink"), {"drawing": drawing})

Like a browser, a visitor sends the states of all the widgets that it sees at each rerun, asks for the fragment alone where
a widget lies in one, and keeps large elements, so that the server may send a reference instead of them. It does not do
what a page asks for by itself: reruns by the clock (`run_every`), and downloads.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

PATIENCE = 60.0  # seconds until a rerun counts as lost


class VisitError(Exception):
    """The server did not do what it does for a browser."""


@dataclass
class Rerun:
    """What one message of the visitor caused.

    Attributes:
        seconds: from sending to the arrival of the last message.
        received: bytes.
        elements: what the run drew, in the order of arrival.
        errors: exceptions and error boxes that it showed.
    """

    seconds: float = 0.0
    received: int = 0
    elements: list[Element] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class _Placed:
    """An element on the page, the fragment it lies in, and the run that drew it last."""

    element: Element
    fragment: str
    run: int


class Visitor:
    """One session with a running Streamlit server; use as `async with`.

    Args:
        url: the server's address, http://host:port.
        patience: seconds until a rerun counts as lost.
    """

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        parts = urlsplit(url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._stream = f"ws://{parts.netloc}{parts.path.rstrip('/')}/_stcore/stream"
        self._patience = patience
        self._socket: ClientConnection | None = None
        self._page_hash = ""
        self._runs = 0
        self._fragments: list[str] = []  # that the current run draws; none: the whole page
        self._placed: dict[tuple[int, ...], _Placed] = {}
        self._states: dict[str, WidgetState] = {}
        self._kept = _KeptMessages()

    async def __aenter__(self) -> Self:
        # A browser sends its origin too; the subprotocol's name is the one that Streamlit's page asks for.
        self._socket = await connect(
            self._stream,
            origin=Origin(self._origin),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=self._patience,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()

    @property
    def elements(self) -> list[Element]:
        """All elements on the page."""
        return [placed.element for placed in self._placed.values()]

    async def open(self, page: str = "") -> Rerun:
        """Open a page by its url path; the start page has none of its own, as in a browser's address."""
        self._page_hash = ""
        return await self._rerun(page=page.strip("/"))

    def component(self, name: str) -> str:
        """The id of a component's widget, by the component's name.

        Raises:
            VisitError: there is none on the page.
        """
        found = [element.bidi_component for element in self.elements if element.HasField("bidi_component")]
        for component in found:
            if component.component_name == name:
                return component.id
        there = ", ".join(component.component_name for component in found) or "none"
        raise VisitError(f"The page must have the component {name}. Received: {there}")

    async def set_state(self, widget: str, state: dict[str, Any]) -> Rerun:
        """Give a component's widget a new state, as the component's `setStateValue` does."""
        return await self._set(WidgetState(id=widget, json_value=json.dumps(state)))

    async def choose(self, option: str) -> Rerun:
        """Choose an option of whichever group of buttons has it.

        Raises:
            VisitError: no group on the page has it.
        """
        groups = [element.button_group for element in self.elements if element.HasField("button_group")]
        for group in groups:
            if option in map(_option, group.options):
                chosen = WidgetState(id=group.id)
                chosen.string_array_value.data.append(option)
                return await self._set(chosen)
        there = ", ".join(_option(each) for group in groups for each in group.options) or "none"
        raise VisitError(f"A group of buttons must have the option {option}. Received: {there}")

    async def _set(self, state: WidgetState) -> Rerun:
        self._states[state.id] = state
        within = [placed.fragment for placed in self._placed.values() if _id(placed.element) == state.id]
        return await self._rerun(fragment=within[0] if within else "")

    async def _rerun(self, page: str = "", fragment: str = "") -> Rerun:
        if self._socket is None:
            raise VisitError("A visitor must be connected. Received: no connection")
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.page_script_hash, asked.fragment_id = page, self._page_hash, fragment
        asked.widget_states.widgets.extend(self._states.values())
        asked.cached_message_hashes.extend(self._kept.hashes())
        asked.context_info.timezone, asked.context_info.locale = "UTC", "en"
        asked.context_info.url, asked.context_info.color_scheme = f"{self._origin}/{page}", "light"
        rerun, start = Rerun(), time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                await self._socket.send(message.SerializeToString())
                while not self._finishes(await self._receive(rerun), rerun):
                    pass
        except TimeoutError:
            raise VisitError(f"A rerun must end within {self._patience:g} s. Received: nothing more") from None
        except WebSocketException as error:
            raise VisitError(f"The connection must hold. Received: {error}") from None
        rerun.seconds -= start
        return rerun

    async def _receive(self, rerun: Rerun) -> ForwardMsg:
        assert self._socket is not None
        data = await self._socket.recv()
        rerun.seconds = time.perf_counter()  # of the last message; the start is taken off at the end
        rerun.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        return message

    def _finishes(self, message: ForwardMsg, rerun: Rerun) -> bool:
        """Take a message in; True where it ends the rerun."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._runs += 1
            self._fragments = list(message.metadata.run.fragment_ids)
            self._page_hash = message.new_session.page_script_hash or self._page_hash
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_not_found":
            rerun.errors.append("there is no such page")
        elif kind in ("delta", "ref_hash"):
            self._draw(message, rerun)
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                rerun.errors.append("the page cannot be compiled")
            self._forget_what_was_not_drawn()
            self._kept.grow_older(self._fragments)
            return True
        return False

    def _draw(self, message: ForwardMsg, rerun: Rerun) -> None:
        delta = self._kept.resolve(message).delta
        place = tuple(message.metadata.delta_path)
        if delta.WhichOneof("type") != "new_element":
            if delta.WhichOneof("type") == "add_block":
                self._placed.pop(place, None)
            return
        element = delta.new_element
        self._placed[place] = _Placed(element, delta.fragment_id, self._runs)
        rerun.elements.append(element)
        rerun.errors.extend(_errors(element))
        state = _first_state(element)
        if state is not None and (state.id not in self._states or _is_set_by_the_page(element)):
            self._states[state.id] = state

    def _forget_what_was_not_drawn(self) -> None:
        """Take off the page what the run just ended did not draw again, and the states of its widgets."""
        self._placed = {
            place: placed
            for place, placed in self._placed.items()
            if placed.run == self._runs or (self._fragments and placed.fragment not in self._fragments)
        }
        seen = {_id(element) for element in self.elements}
        self._states = {id_: state for id_, state in self._states.items() if id_ in seen}


class _KeptMessages:
    """The large messages that a browser keeps, for as many runs as it keeps them by default."""

    OLDEST = 2

    def __init__(self) -> None:
        self._messages: dict[str, tuple[ForwardMsg, int]] = {}
        self._runs = 0

    def hashes(self) -> list[str]:
        return list(self._messages)

    def resolve(self, message: ForwardMsg) -> ForwardMsg:
        """The message itself, or the kept one that it refers to."""
        if message.WhichOneof("type") == "ref_hash":
            message = self._messages[message.ref_hash][0]
        if message.metadata.cacheable:
            self._messages[message.hash] = (message, self._runs)
        return message

    def grow_older(self, fragments: list[str]) -> None:
        """Forget what no run has used for long; a fragment's run ages only what lies in it."""
        self._runs += 1
        self._messages = {
            hash_: (message, used)
            for hash_, (message, used) in self._messages.items()
            if used + self.OLDEST >= self._runs or (fragments and message.delta.fragment_id not in fragments)
        }


def _id(element: Element) -> str:
    return str(getattr(getattr(element, element.WhichOneof("type") or "", None), "id", ""))


def _option(option: Any) -> str:
    return f"{option.content_icon} {option.content}".strip()


def _is_set_by_the_page(element: Element) -> bool:
    return bool(getattr(getattr(element, str(element.WhichOneof("type"))), "set_value", False))


def _errors(element: Element) -> Iterator[str]:
    if element.HasField("exception"):
        yield f"{element.exception.type}: {element.exception.message}"
    if element.HasField("alert") and element.alert.format == Alert.ERROR:
        yield element.alert.body


def _first_state(element: Element) -> WidgetState | None:
    """The state that the browser gives a widget when it appears; None for what has none, buttons and components among it."""
    kind = str(element.WhichOneof("type"))
    widget = getattr(element, kind, None)
    state = WidgetState(id=getattr(widget, "id", ""))
    if widget is None or not state.id:
        return None
    if kind == "slider" and widget.type != Slider.SELECT_SLIDER:
        state.double_array_value.data.extend(widget.value if widget.set_value else widget.default)
    elif kind == "slider":
        chosen = widget.raw_value if widget.set_value else [widget.options[int(n)] for n in widget.default]
        state.string_array_value.data.extend(chosen)
    elif kind == "button_group":
        chosen = widget.raw_values if widget.set_value else [_option(widget.options[n]) for n in widget.default]
        state.string_array_value.data.extend(chosen)
    elif kind == "multiselect":
        chosen = widget.raw_values if widget.set_value else [widget.options[n] for n in widget.default]
        state.string_array_value.data.extend(chosen)
    elif kind in ("selectbox", "radio") and (widget.set_value or widget.HasField("default")):
        state.string_value = widget.raw_value if widget.set_value else widget.options[widget.default]
    elif kind == "checkbox":
        state.bool_value = widget.value if widget.set_value else widget.default
    elif kind == "number_input" and (widget.set_value or widget.HasField("default")):
        state.double_value = widget.value if widget.set_value else widget.default
    elif kind in ("text_input", "text_area"):
        state.string_value = widget.value if widget.set_value else widget.default
    else:
        return None
    return state
