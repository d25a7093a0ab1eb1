"""One record of a container at a time: what is wrong with it is told, and the next one follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from search.errors import IntakeError, NotAnArticle, SettingsError, TooLarge, Unreadable
from search.intake.model import Draft
from search.text import printable
from search.work.progress import Failure

_listeners: list[Callable[[str], None]] = []
_skipped: dict[str, str] = {}
_last: list[str] = []
"""The record behind which the file is given up, when there is one."""
_open: list[str] = []
"""The records in work, the outer ones first."""
MAX_DEATHS = 5
"""Records of one file that parsers die on before the rest of it is given up: each costs another reading."""


class Late(BaseException):
    """A record has taken longer than one may; raised from outside, wherever its importer is.

    No importer that catches Exception to mend something swallows it.
    """


class GivenUp(BaseException):
    """Parsers have died on so many records of a file that the rest of it is not read."""


def listen(listener: Callable[[str], None] | None) -> None:
    """Have ``listener`` told the name of every record before it is read, and of the one around it afterwards.

    Around the outermost there is none, whose name is empty. None ends that.
    """
    _listeners[:] = [listener] if listener else []


def skip(labels: Mapping[str, str]) -> None:
    """From now on, do not read records of these names, and say why: parsers have died on them.

    Beyond :data:`MAX_DEATHS`, the file is given up behind the last of them.
    """
    _skipped.clear()
    _skipped.update(labels)
    _last[:] = [*labels][MAX_DEATHS:]


def guarded(
    label: str, parse: Callable[[], Iterable[Draft | Failure]], *, quiet: bool = False
) -> Iterator[Draft | Failure]:
    """The articles of one record. Whatever it raises becomes a Failure with its name.

    ``quiet``: a record that is no article, such as the cover of a book, is passed over without a word.
    """
    if why := _skipped.pop(label, ""):
        yield Failure(label, why)
        if not _skipped and _last:
            raise GivenUp
        return
    _open.append(label)
    _tell()
    try:
        yield from parse()
    except NotAnArticle as error:
        if not quiet:
            yield Failure(label, str(error))
    except IntakeError as error:
        yield Failure(label, str(error))
    except (Exception, Late) as fault:  # noqa: BLE001 - an importer's own fault must not end the container
        yield Failure(label, str(reason(fault)))
    finally:
        _open.pop()
        _tell()


def _tell() -> None:
    """Say which record is in work."""
    for listener in _listeners:
        listener(_open[-1] if _open else "")


def reason(fault: BaseException) -> IntakeError:
    """Why something is refused whose importer raised this."""
    match fault:
        case IntakeError():
            return fault
        case GivenUp():
            told = f"Parsers died on more than {MAX_DEATHS} records of it; the rest was not read."
            return Unreadable(told, "Convert it to another format.")
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
