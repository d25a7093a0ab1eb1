"""One record of a container at a time: what is wrong with it is told, and the next one follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from search.errors import IntakeError, NotAnArticle, SettingsError, TooLarge, Unreadable
from search.intake.model import Draft
from search.text import printable
from search.work.progress import Failure

_listeners: list[Callable[[str], None]] = []
_skipped: set[str] = set()


class Late(BaseException):
    """A record has taken longer than one may; raised from outside, wherever its importer is.

    No importer that catches Exception to mend something swallows it.
    """


def listen(listener: Callable[[str], None] | None) -> None:
    """Have ``listener`` told the name of every record before it is read; None ends that."""
    _listeners[:] = [listener] if listener else []


def skip(labels: Iterable[str]) -> None:
    """From now on, do not read records of these names: one that ended its parser is not tried again."""
    _skipped.clear()
    _skipped.update(labels)


def guarded(
    label: str, parse: Callable[[], Iterable[Draft | Failure]], *, quiet: bool = False
) -> Iterator[Draft | Failure]:
    """The articles of one record. Whatever it raises becomes a Failure with its name.

    ``quiet``: a record that is no article, such as the cover of a book, is passed over without a word.
    """
    if label in _skipped:
        yield Failure(label, "The parser crashed on it, or took too long. Convert it to another format.")
        return
    for listener in _listeners:
        listener(label)
    try:
        yield from parse()
    except NotAnArticle as error:
        if not quiet:
            yield Failure(label, str(error))
    except IntakeError as error:
        yield Failure(label, str(error))
    except (Exception, Late) as fault:  # noqa: BLE001 - an importer's own fault must not end the container
        yield Failure(label, str(reason(fault)))


def reason(fault: BaseException) -> IntakeError:
    """Why something is refused whose importer raised this."""
    match fault:
        case IntakeError():
            return fault
        case Late():
            return TooLarge(f"It takes more than {fault} s to read.", "Split or simplify it.")
        case MemoryError():
            return TooLarge("It needs more memory than a parser may have.", "Split it.")
        case RecursionError():
            return TooLarge("It is nested deeper than a parser can follow.", "Simplify it.")
        case SettingsError():
            return Unreadable(fault.sentence, fault.remedy)
    told = printable(f"{type(fault).__name__}: {fault}", 160)
    return Unreadable(f"The importer failed ({told}).", "Report it with the file if you can.")
