"""The reader as a conversation: one line after another, for screen readers, dumb terminals and pipes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TextIO

from search import CITATIONS, Article, EntityCard, Filter, Hit, Library, Page, Progress, Query, Sort, render
from search.errors import DossierError
from search.text import printable
from tui.paths import expanded
from tui.plain import actions
from tui.plain.collecting import Collecting, Numbered, older_lines
from tui.plain.help import HELP

ROWS = 10
"""Articles of a list that are said before it is asked whether to go on."""
CARDS = 5
"""Entities of each kind that are said."""
LONGEST = 4000
"""Characters of a line that is typed; what is longer was pasted by mistake."""


class Ended(Exception):
    """The conversation is over: quit, or nothing more to read."""


class PlainReader:
    """Asks, answers and remembers where the reader is. Writes text only: no cursor movement, no colour."""

    def __init__(
        self, library: Library, source: TextIO, sink: TextIO, *, width: int = 80, height: int = 24
    ) -> None:
        self._library = library
        self._source, self._sink = source, sink
        self._width, self._height = width, max(5, height - 3)
        self._page = Page(Query(sort=Sort.DATE), 0, ())
        self._past: list[Page] = []
        self._position = -1
        """Of the article being read in the results."""
        self._article: Article | None = None
        self._lines: list[str] = []
        """Of the article, that have not been said."""
        self._all: list[str] = []
        """Of the article, all of them."""
        self._hits: tuple[int, ...] = ()
        """Numbers of the lines with what was searched for."""
        self._cards: tuple[EntityCard, ...] = ()
        """While they are not empty, numbers mean entities."""
        self._picks: tuple[Callable[[], None], ...] = ()
        """While they are not empty, numbers mean what was listed last."""
        self._collecting = Collecting(library, self)
        self._waiting_said = False
        self._prompted: set[str] = set()
        """Prompts that were said in full."""
        self._commands: dict[str, Callable[[], None]] = {
            "": self._go_on,
            **dict.fromkeys(("n", "next", "]"), lambda: self._read(self._position + 1)),
            **dict.fromkeys(("p", "previous", "["), lambda: self._read(self._position - 1)),
            **dict.fromkeys(("l", "list"), self._say_list),
            **dict.fromkeys(("e", "entities"), self._say_entities),
            **dict.fromkeys(("r", "related"), self._say_related),
            **dict.fromkeys(("m", "star"), self._star),
            **dict.fromkeys(("i", "info"), self._say_provenance),
            **dict.fromkeys(("f", "find"), self._find),
            **dict.fromkeys(("w", "why"), self._explain),
            **dict.fromkeys(("o", "order"), self._reorder),
            **dict.fromkeys(("u", "undo"), self._undo),
            **dict.fromkeys(("d", "dossier"), lambda: self._number(self._collecting.current())),
            "dossiers": lambda: self._number(self._collecting.every()),
            "searches": lambda: self._number(self._collecting.saved()),
            **dict.fromkeys(("k", "passages"), self._say_passages),
            "put": lambda: self.say(self._collecting.put(self._article)),
            "um": self._undo_mark,
            "thread": self._say_thread,
            "older": self._say_older,
            **dict.fromkeys(("h", "help", "?"), self._say_help),
            **dict.fromkeys(("q", "quit"), self._quit),
        }
        self._with_words: dict[str, Callable[[str], None]] = {
            **dict.fromkeys(("t", "tag"), self._tag),
            **dict.fromkeys(("a", "note"), self._note),
            **dict.fromkeys(("k", "mark"), self._mark),
            **dict.fromkeys(("d", "dossier"), lambda name: self.say(self._collecting.choose(name))),
            "keep": lambda name: self.say(
                self._collecting.save_search(name, self._page.query.as_text()) if name else "Give it a name."
            ),
            "write": self._write_list,
            "report": lambda path: self.say(actions.report(self._library, path)),
            **dict.fromkeys(("s", "save"), self._save),
            **dict.fromkeys(("c", "cite"), self._cite),
            "add": self._add,
        }

    def run(self, query: str = "") -> None:
        """Talk until quit, the end of the input or Ctrl-C."""
        try:
            self.say("Dossier. Commands are ended with Enter; h lists them.")
            self._library.prepare(progress=self._say_once)
            if self._library.mended:
                self.say(self._library.mended)
            self._obey(f"/{query}")
            while True:
                self._obey(self._ask())
        except (Ended, KeyboardInterrupt):
            self.say("")

    # The conversation

    def say(self, text: str) -> None:
        """A line, made safe."""
        self._sink.write(f"{printable(text)}\n")

    def _say_once(self, _: Progress) -> None:
        if not self._waiting_said:
            self.say("The index is being made. This can take a while.")
            self._sink.flush()
            self._waiting_said = True

    def _ask(self) -> str:
        """One line that was typed. Raises Ended when there is none."""
        prompt, short = self._prompt()
        self._sink.write(short if prompt in self._prompted else prompt)
        self._prompted.add(prompt)
        self._sink.flush()
        line = self._source.readline(LONGEST)
        if not line:
            raise Ended
        if not self._source.isatty():  # nobody's terminal has shown it
            self.say(line.rstrip("\n"))
        return line.strip()

    def _prompt(self) -> tuple[str, str]:
        """What can be done now, in full for the first time and in a word from then on."""
        if self._picks:
            more = "Enter for more, " if self._lines else ""
            return f"Number to choose, {more}l list, h help, q quit: ", "Choice: "
        if self._cards:
            return "Number to narrow, l list, h help, q quit: ", "Entity: "
        if self._lines:
            return "Enter to read on, n next article, l list, h help, q quit: ", "More: "
        if self._article is not None:
            return "End of article. n next, l list, e entities, r related, h help, q quit: ", "End: "
        if self._rows_left:
            return "Number to read, Enter for more, / to search, e entities, h help, q quit: ", "List: "
        return "Number to read, / to search, e entities, h help, q quit: ", "List, at its end: "

    def _obey(self, line: str) -> None:
        """Do what was typed; what is wrong is told, and everything stays as it was."""
        try:
            if line.startswith("/"):
                self.search(line[1:].strip())
            elif line.removeprefix("-").isdecimal():
                self._choose(int(line.removeprefix("-")), exclude=line.startswith("-"))
            elif (command := self._commands.get(line.lower())) is not None:
                command()
            elif (act := self._with_words.get(line.partition(" ")[0].lower())) is not None:
                act(line.partition(" ")[2].strip())
            else:
                self.say(f"There is no command {printable(line, 40)!r}. h lists them; / and words search.")
        except DossierError as error:
            self.say(f"{error.title}: {error}")

    # Lists

    @property
    def _rows_left(self) -> int:
        return self._page.rows - self._page.query.offset - len(self._page.hits)

    def search(self, text: str) -> None:
        """Ask a query."""
        sort = Sort.SCORE if text else Sort.DATE
        self._put(Query(text, sort=sort, limit=ROWS))

    def _put(self, query: Query) -> None:
        """Answer a question; the one before can be gone back to."""
        page = self._library.search(query)
        if self._page.hits:
            self._past.append(self._page)
        self._show(page)

    def _show(self, page: Page) -> None:
        self._page = page
        self._position = page.query.offset - 1
        self._say_list()

    def _say_list(self) -> None:
        self._article, self._lines, self._cards, self._picks = None, [], (), ()
        page, first = self._page, self._page.query.offset
        of = f": {page.echo}" if page.echo and page.echo != "all articles" else ""
        some = f", and {page.some:,} with some of the words" if page.some else ""
        self.say(f"{_count(page.total, 'article')}{some}{of}.")
        if page.notice:
            self.say(page.notice)
        if page.correction and not page.corrected:
            self.say(f"Did you mean: /{page.correction}")
        tier = 1
        for number, hit in enumerate(page.hits, first + 1):
            if hit.tier > tier:
                self.say("With some of the words:")
            tier = max(tier, hit.tier)
            lacks = f", without {' and '.join(hit.lacks)}" if hit.lacks else ""
            self.say(f"{number}. {hit.title}, {_when(hit)}{lacks}")
        if page.hits and page.rows > len(page.hits):
            self.say(f"{first + 1} to {first + len(page.hits)} of {page.rows:,}.")

    def _hit(self, position: int) -> Hit | None:
        """The row at a place in the results, fetched with its neighbours when it is not at hand."""
        if not 0 <= position < self._page.rows:
            return None
        query = self._page.query
        if not query.offset <= position < query.offset + len(self._page.hits):
            self._page = self._library.search(query.window(position - position % ROWS, ROWS))
            query = self._page.query
        at = position - query.offset
        return self._page.hits[at] if at < len(self._page.hits) else None

    def _say_related(self) -> None:
        if self._article is None:
            self.say("Read an article first: type its number.")
            return
        self.search(f"like:{self._article.id}")

    def _star(self) -> None:
        self._on_article(actions.star)

    def _on_article(self, act: Callable[[Library, Article, str], str], words: str = "") -> None:
        """Do something with the article that is read, and say what came of it."""
        if self._article is None:
            self.say("Read an article first: type its number.")
        else:
            self.say(act(self._library, self._article, words))

    def _save(self, path: str) -> None:
        if path:
            self._on_article(lambda _, article, path: actions.save(article, path), path)
        else:
            self.say("Name a file: s article.md")

    def _cite(self, style: str) -> None:
        style = style.lower() or CITATIONS[0]
        if style not in CITATIONS:
            self.say(f"The styles are {', '.join(CITATIONS)}.")
        elif self._article is not None:
            for line in actions.cited(self._article, style):
                self.say(line)
        else:
            self.say("Read an article first: type its number.")

    def _say_provenance(self) -> None:
        self._on_article(lambda _, article, __: next(actions.provenance(article)))
        if self._article is not None:
            for line in [*actions.provenance(self._article)][1:]:
                self.say(line)

    def _find(self) -> None:
        """Go on from the next line with a hit."""
        done = len(self._all) - len(self._lines)
        ahead = [number for number in self._hits if number >= done]
        if self._article is None or not ahead:
            self.say("There is no further hit in this article." if self._article else "Read an article first.")
            return
        at = self._hits.index(ahead[0]) + 1
        self.say(f"Hit {at} of {len(self._hits)}, line {ahead[0] + 1}:")
        self.say(self._all[ahead[0]])
        self._lines = self._all[ahead[0] + 1 :]

    def _add(self, path: str) -> None:
        if not path:
            self.say("Name a file or folder: add news")
            return
        for line in actions.add(self._library, expanded(path)):
            self.say(line)

    def _explain(self) -> None:
        for sentence in self._library.explain(self._page.query).sentences():
            self.say(sentence)

    def _reorder(self) -> None:
        orders = list(Sort)
        query = self._page.query
        sort = orders[(orders.index(query.sort) + 1) % len(orders)]
        self.say(f"In the order of: {sort}.")
        self._put(replace(query, sort=sort, offset=0))

    def _undo(self) -> None:
        if not self._past:
            self.say("There is no question before this one.")
            return
        self._show(self._past.pop())

    # Articles

    def _choose(self, number: int, *, exclude: bool) -> None:
        if self._picks and not exclude:
            self._pick(number)
        elif self._cards:
            self._narrow(number, exclude=exclude)
        elif exclude:
            self.say("Only an entity can be left out: e lists them.")
        else:
            self._read(number - 1)

    def _read(self, position: int) -> None:
        hit = self._hit(position)
        if hit is None:
            last = self._page.rows
            self.say(f"There is no article {position + 1}: the list has 1 to {last:,}." if last else "No list.")
            return
        self._position = position
        self._begin(self._library.article(hit.id), f"Article {position + 1} of {self._page.rows:,}")

    def read_id(self, id: str) -> None:
        """Read an article that may be in no list."""
        self._begin(self._library.article(id), "Article")

    def _begin(self, article: Article, what: str) -> None:
        self._article, self._cards, self._picks, self._collecting.passage = article, (), (), ""
        self._lines = render(article, "text", width=self._width).split("\n")
        self._all = list(self._lines)
        self._hits = actions.hit_lines(self._library, self._page.query, article, self._all)
        hits = f", {_count(len(self._hits), 'hit')}: f goes to the next" if self._hits else ""
        self.say(f"{what}, {_count(len(self._lines), 'line')}{hits}.")
        self._say_lines()
        self._library.marks.opened(article)  # last: a fault in the marks is told, and keeps nobody from reading

    def _say_lines(self) -> None:
        for line in self._lines[: self._height]:
            self.say(line)
        del self._lines[: self._height]
        if self._lines:
            self.say(f"{_count(len(self._lines), 'line')} left.")

    def _go_on(self) -> None:
        if self._lines:
            self._say_lines()
        elif self._article is not None or self._cards or self._picks:
            self.say("Nothing is left here. n is the next article, l the list.")
        elif self._rows_left:
            query = self._page.query
            self._show(self._library.search(query.window(query.offset + ROWS, ROWS)))
        else:
            self.say("This is the end of the list.")

    # Entities

    def _say_entities(self) -> None:
        reading = self._article.id if self._article is not None else ""
        query = self._page.query if self._page.query.as_text() else None
        cards = self._library.entities(query, limit=CARDS, reading=reading)
        if not cards:
            self.say("Nobody and nothing is named here.")
            return
        # Of somebody reading, who is named in the article comes first.
        self._cards, self._lines = tuple(sorted(cards, key=lambda card: not card.here)), []
        self._picks = ()
        for number, card in enumerate(self._cards, 1):
            here = f"{card.here} in this article, " if card.here else ""
            self.say(f"{number}. {card.name}, {card.kind}: {here}{_count(card.articles, 'article')}")

    def _narrow(self, number: int, *, exclude: bool) -> None:
        if not 1 <= number <= len(self._cards):
            self.say(f"There is no entity {number}: they have 1 to {len(self._cards)}.")
            return
        card = self._cards[number - 1]
        query = self._page.query
        filters = (*query.filters, Filter(card.kind.value, card.name, exclude))
        self._put(replace(query, filters=filters, offset=0, limit=ROWS))

    # What is gathered

    def _number(self, found: Numbered) -> None:
        """Say a list; numbers mean its lines from now on."""
        self.say(found.heading)
        if found.picks:
            self._cards, self._picks, self._lines = (), found.picks, list(found.lines)
            self._say_lines()

    def _pick(self, number: int) -> None:
        if 1 <= number <= len(self._picks):
            self._picks[number - 1]()
        else:
            self.say(f"There is no number {number}: they go from 1 to {len(self._picks)}.")

    def _say_passages(self) -> None:
        if self._article is None:
            self.say("Read an article first: type its number.")
        else:
            self._number(self._collecting.of_article(self._article))

    def _mark(self, words: str) -> None:
        if self._article is None or not words:
            self._say_passages()
        else:
            self.say(self._collecting.mark(self._article, words))

    def _tag(self, words: str) -> None:
        if self._collecting.passage and words:
            self.say(self._collecting.tag(words))
        else:
            self._on_article(actions.tag, words)

    def _note(self, text: str) -> None:
        if self._collecting.passage and text:
            self.say(self._collecting.note(text))
        else:
            self._on_article(actions.note, text)

    def _undo_mark(self) -> None:
        made = self._library.marks.undo()
        self.say(f"Undone: {made.name}." if made else "There is nothing to undo.")

    def _write_list(self, path: str) -> None:
        self.say(actions.write_list(self._library, self._page.query, path))

    def _say_thread(self) -> None:
        if self._article is None or len(self._library.thread(self._article.id)) < 2:
            self.say("Read an article first." if self._article is None else "No other mail belongs to it.")
        else:
            self.search(f"thread:{self._article.id}")

    def _say_older(self) -> None:
        if self._article is None:
            self.say("Read an article first: type its number.")
            return
        lines = list(older_lines(self._article, self._library.revisions(self._article.id), self._width))
        if not lines:
            self.say("This article has had no other text.")
        self._lines = lines
        self._say_lines()

    # The rest

    def _say_help(self) -> None:
        for line in HELP:
            self.say(line)

    def _quit(self) -> None:
        raise Ended


def _when(hit: Hit) -> str:
    """The date of a row, and whether the program concluded it."""
    return f"{hit.date or 'undated'}{' (inferred)' if hit.date_inferred else ''}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
