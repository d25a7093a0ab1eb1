"""The port to Textual: every private name of it that this program touches stands here and nowhere else.

The names are of two kinds. Without those of :data:`FRAMES` nothing can be drawn past Textual's compositor:
when one is missing, or has another shape, the application goes on with Textual's own output. Those of
:data:`EXTRAS` serve one convenience each, which is then left to Textual. Either is said on the ``--stats``
line. Names are looked up when an application starts, and again whenever they are used: :class:`PortError`
says which one was not as expected.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Region
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from textual._xterm_parser import XTermParser
else:
    try:
        from textual._xterm_parser import XTermParser
    except ImportError:
        XTermParser = object

Result = TypeVar("Result")

SHAPE_ERRORS = (AttributeError, TypeError, ValueError, KeyError, IndexError)
"""What a changed shape of Textual's private parts raises; anything else is our own fault and let through."""

ATTRIBUTE, PROPERTY = "attribute", "property"


class PortError(Exception):
    """A private part of Textual is missing or has another shape."""


class Name(NamedTuple):
    """A private name of Textual."""

    owner: str
    """The class that has it; ``Driver`` is the one that the application runs with."""
    name: str
    """Empty for the class itself."""
    shape: str
    """The parameters of a function, ``property``, or ``attribute`` for what instances are given."""

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}" if self.name else self.owner


FRAMES = (
    Name("App", "_display", "self screen renderable"),
    Name("App", "_driver", ATTRIBUTE),
    Name("App", "_batch_count", ATTRIBUTE),
    Name("App", "_closed", ATTRIBUTE),
    Name("LayoutUpdate", "", "strips region"),
    Name("ChopsUpdate", "", "chops spans chop_ends"),
    Name("Compositor", "visible_widgets", PROPERTY),
    Name("Compositor", "_dirty_regions", ATTRIBUTE),
    Name("Screen", "_compositor", ATTRIBUTE),
    Name("Screen", "_compositor_refresh", "self"),
    Name("Screen", "_on_timer_update", "self"),
    Name("Screen", "_on_idle", "self event"),
    Name("Screen", "_dirty_widgets", ATTRIBUTE),
    Name("Screen", "_layout_required", ATTRIBUTE),
    Name("Screen", "_scroll_required", ATTRIBUTE),
    Name("Screen", "_recompose_required", ATTRIBUTE),
    Name("Widget", "_set_dirty", "self regions"),
)
EXTRAS: dict[str, tuple[Name, ...]] = {
    "whole frames": (Name("App", "_sync_available", ATTRIBUTE),),
    "the pointer": (Name("App", "_set_pointer_shape", "self shape"),),
    "the clipboard": (Name("App", "_clipboard", ATTRIBUTE),),
    "suspending": (
        Name("App", "_suspend_signal", "self"),
        Name("Driver", "_must_signal_resume", ATTRIBUTE),
    ),
    "the mouse": (
        Name("Driver", "_mouse", ATTRIBUTE),
        Name("Driver", "_enable_mouse_support", "self"),
        Name("Driver", "_disable_mouse_support", "self"),
    ),
    "keys after Esc": (
        Name("XTermParser", "_sequence_to_key_events", "self sequence alt"),
        Name("linux_driver", "XTermParser", ATTRIBUTE),
    ),
}


def _update_class(name: str) -> Any:
    return getattr(import_module("textual._compositor"), name)


def _owner(name: str) -> Any:
    """The class of which a name is asked."""
    known: dict[str, Any] = {"App": App, "Screen": Screen, "Widget": Widget, "XTermParser": XTermParser}
    return known.get(name) or _update_class(name)


def _wrong_class_part(name: Name) -> str:
    """What is wrong with a name that a class has: empty if nothing is."""
    try:
        owner = _owner(name.owner)
        part = inspect.getattr_static(owner, name.name) if name.name else owner
    except (ImportError, AttributeError):
        return f"{name} is missing"
    if name.shape == PROPERTY:
        return "" if isinstance(part, property) else f"{name} is no property"
    try:
        parameters = list(inspect.signature(part).parameters)
    except (TypeError, ValueError):
        parameters = []
    return "" if parameters == name.shape.split() else f"{name} has another shape"


def missing_from_classes() -> str:
    """Why frames cannot be drawn past Textual, as far as its classes tell; empty if they can."""
    wrong = (_wrong_class_part(name) for name in FRAMES if name.shape != ATTRIBUTE)
    return next(filter(None, wrong), "")


def missing_from(instance: object, owner: str) -> str:
    """Why they cannot, as far as an instance of a class tells."""
    for name in FRAMES:
        if name.owner == owner and name.shape == ATTRIBUTE and not hasattr(instance, name.name):
            return f"{name} is missing"
    return ""


def missing_from_screen(screen: Screen[Any]) -> str:
    """Why they cannot, as far as a screen and its compositor tell."""
    return missing_from(screen, "Screen") or missing_from(screen._compositor, "Compositor")


def missing_extras(app: App[Any]) -> list[str]:
    """The conveniences that are left to Textual, each with the reason."""
    return [
        f"{what} ({wrong})"
        for what, names in EXTRAS.items()
        if what != KEYS and (wrong := next(filter(None, (_wrong_extra(app, name) for name in names)), ""))
    ]


def _wrong_extra(app: App[Any], name: Name) -> str:
    if name.owner == "Driver":
        driver = driver_of(app)
        there = driver is None or hasattr(driver, name.name)
    elif name.shape == ATTRIBUTE:
        there = hasattr(app, name.name)
    else:
        return _wrong_class_part(name)
    return "" if there else f"{name} is missing"


# The application


class PortApp(App[Result]):
    """An application whose frames can be taken before Textual writes them."""

    def take_frame(self, frame: Any) -> bool:
        """Show a frame some other way; False leaves it to Textual."""
        raise NotImplementedError

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if not self.take_frame(renderable):
            super()._display(screen, renderable)

    def _set_pointer_shape(self, shape: str) -> None:
        """Never change the mouse pointer: half of the terminals print the request or ring the bell."""

    def keep_clipboard(self, text: str) -> None:
        """Have what was copied last at hand, as :attr:`App.clipboard`."""
        self._clipboard = text


def driver_of(app: App[Any]) -> Driver | None:
    """What an application writes with, while it runs."""
    driver: Driver | None = getattr(app, "_driver", None)
    return driver


def takes_frames(app: App[Any]) -> bool:
    """Whether an application draws on a whole terminal of its own, now."""
    try:
        waits, closed, driver = app._batch_count, app._closed, app._driver
    except AttributeError as error:
        raise PortError(str(error)) from error
    if waits or closed or driver is None or not app.is_running:
        return False
    return not (app.is_headless or driver.is_inline)


def can_synchronise(app: App[Any]) -> bool:
    """Whether the terminal said that it can hold a frame back until it is complete."""
    return bool(getattr(app, "_sync_available", False))


def is_frame(renderable: object) -> bool:
    """Whether Textual's compositor made this."""
    return isinstance(renderable, (_update_class("LayoutUpdate"), _update_class("ChopsUpdate")))


def strips_of(frame: Any) -> Iterator[tuple[int, int, Strip, int]]:
    """The strips of a frame as Textual would write them: column, row, strip and its width in cells."""
    if isinstance(frame, _update_class("LayoutUpdate")):
        for y, line in enumerate(frame.strips, frame.region.y):
            x = frame.region.x
            for strip in line:
                yield x, y, strip, strip.cell_length
                x += strip.cell_length
        return
    for y, start, stop in frame.spans:
        for end, (x, chop) in zip(frame.chop_ends[y], frame.chops[y].items(), strict=False):
            if chop is not None and x <= stop and end > start:
                yield x, y, chop, min(end, stop) - x


def prepare_suspension(app: App[Any]) -> bool:
    """Give the terminal back, so that the job can be stopped; False: left to Textual, which has another way."""
    driver: Any = driver_of(app)
    announce = getattr(app, "_suspend_signal", None)
    if announce is None or not hasattr(driver, "_must_signal_resume"):
        return False
    announce()
    driver.suspend_application_mode()
    driver._must_signal_resume = True  # as its own way of stopping does
    return True


def switch_mouse(app: App[Any]) -> bool | None:
    """Have the mouse reported to the program, or left to the terminal; returns whether it is now.

    None: this driver does not know how.
    """
    driver: Any = driver_of(app)
    if driver is None or not all(hasattr(driver, name.name) for name in EXTRAS["the mouse"]):
        return None
    if driver._mouse:
        driver._disable_mouse_support()
        driver._mouse = False
    else:
        driver._mouse = True
        driver._enable_mouse_support()
    return bool(driver._mouse)


# The screen


class PortScreen(Screen[Result]):
    """A screen that can be drawn past Textual's compositor."""

    def draws_itself(self) -> bool:
        """Draw what has changed; False leaves it to Textual."""
        raise NotImplementedError

    def holds_back(self) -> bool:
        """Whether Textual should not look for changes now: they will be drawn in a moment."""
        raise NotImplementedError

    async def _on_idle(self, event: events.Idle) -> None:
        if self.holds_back():
            event.prevent_default()

    def _compositor_refresh(self) -> None:
        if not self.draws_itself():
            super()._compositor_refresh()


Shown = Mapping[Widget, tuple[Region, Region]]
"""Widgets from the front to the back, with the region of each and the one that it is clipped to."""


def mark_changed(screen: Screen[Any], widget: Widget, regions: Iterable[Region]) -> bool:
    """Note that some regions of a widget, or all of it, look different; returns whether it is seen.

    Textual sends three messages through as many queues for this.
    """
    try:
        seen = widget in screen._compositor.visible_widgets
        waiting = screen._dirty_widgets
        mark = widget._set_dirty
    except AttributeError as error:
        raise PortError(str(error)) from error
    mark(*regions)
    if seen:  # others are drawn when they are shown
        waiting.add(widget)
    return seen


def updater(screen: Screen[Any]) -> Callable[[], None]:
    """What lays a screen out and draws it, as far as it has changed."""
    try:
        return screen._on_timer_update
    except AttributeError as error:
        raise PortError(str(error)) from error


def waits_for_layout(screen: Screen[Any]) -> bool:
    """Whether a screen has to be laid out before it can be drawn."""
    try:
        return bool(screen._layout_required or screen._scroll_required or screen._recompose_required)
    except AttributeError as error:
        raise PortError(str(error)) from error


def take_changes(screen: Screen[Any]) -> tuple[Shown, set[Region]]:
    """The widgets of a screen and the regions that have to be drawn again, which count as drawn from now on."""
    try:
        compositor = screen._compositor
        changed = set(compositor._dirty_regions)
        shown = compositor.visible_widgets
        compositor._dirty_regions.clear()
    except SHAPE_ERRORS as error:
        raise PortError(f"{type(error).__name__}: {error}") from error
    return shown, changed


def forget_changes(screen: Screen[Any]) -> None:
    """All of a screen has been drawn."""
    screen._dirty_widgets.clear()


# Keys

KEYS = "keys after Esc"


class PortParser(XTermParser):
    """Textual's parser of what a terminal sends."""

    def keys_of(self, sequence: str, alt: bool) -> Iterable[events.Key]:
        """The keys that a sequence means."""
        return self.stock_keys_of(sequence, alt)

    def stock_keys_of(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """The keys that Textual takes a sequence for."""
        return super()._sequence_to_key_events(sequence, alt)

    def stock_feed(self, data: str) -> Iterable[Message]:
        """What Textual makes of a piece of input."""
        return super().feed(data)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        return self.keys_of(sequence, alt)


def use_parser(parser: type[PortParser]) -> str:
    """Have Textual read a Unix terminal with a parser; returns why it cannot, empty if it does."""
    from textual.drivers import linux_driver

    wrong = _wrong_class_part(EXTRAS[KEYS][0])
    if not wrong and not hasattr(linux_driver, "XTermParser"):
        wrong = "linux_driver.XTermParser is missing"
    if wrong:
        return f"{KEYS} ({wrong})"
    linux_driver.XTermParser = parser  # type: ignore[attr-defined]  # it knows no other way
    return ""
