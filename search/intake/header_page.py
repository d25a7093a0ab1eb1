"""What is understood of a text that was saved from a page, while its lines are read one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from search.article.model import Block, BlockKind
from search.intake.masthead import is_transcript
from search.intake.model import Evidence

_I = re.IGNORECASE


@dataclass(slots=True)
class Page:
    """What the rules have understood so far."""

    title: str = ""
    subtitle: str = ""
    date: str = ""
    date_source: str = ""
    category: str = ""
    byline: str = ""
    organisation: str = ""
    dateline: str = ""
    place: str = ""
    number: str = ""
    blocks: list[Block] = field(default_factory=list)
    """All lines in order; those of the header and the site hidden, with their rule."""
    evidence: list[Evidence] = field(default_factory=list)
    in_body: bool = False
    shown: int = 0
    """Blocks of the body so far."""
    ahead: list[str] = field(default_factory=list)
    """The lines that follow the one being read."""
    label: str = ""
    """The field whose label stood alone on the line before."""
    order: str = ""
    """How the numeric dates of the text are to be read: ``dmy``, ``mdy``, or unknown."""
    doubts: list[str] = field(default_factory=list)
    """Sentences about dates that could be two."""
    stacked: bool = False
    """Whether the title stands in short lines below each other, one of which ended with ``of``."""
    title_outside: bool = False
    """Whether the title was known before the lines were read, so that a line may repeat it."""

    def hide(self, line: str, rule: str) -> None:
        """Keep a line out of sight."""
        self.blocks.append(Block(BlockKind.BOILERPLATE, line, rule=rule))

    def learn(self, name: str, value: str, rule: str) -> None:
        """Give a field its value, unless an earlier rule has."""
        if value and not getattr(self, name):
            setattr(self, name, value)
            self.evidence.append(Evidence(name, rule, value))
            if name == "date":
                self.date_source = rule

    @property
    def kind(self) -> str:
        """What the kicker and the data of the page say that it is."""
        if re.match(r"(?:speech|remarks|testimony)\b", self.category, _I):
            return "speech"
        if re.match(r"transcript\b", self.category, _I):
            return "transcript"
        if is_transcript(self.title, [block.text for block in self.blocks if not block.hidden]):
            return "transcript"
        if re.match(
            r"(?:opening |closing |prepared )?(?:remarks|statement|testimony|speech|address)\b", self.title, _I
        ):
            return "speech"
        if sum(block.rule == "banner: image data" for block in self.blocks) >= 2:
            return "caption"
        return "article"
