"""Clauses joined: AND, OR, NOT, and everything, of which a query that only excludes leaves the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.query.kinds.base import Clause, Compiler, Node, Scorer
from search.query.operators import written_or

if TYPE_CHECKING:
    from search.index.matches import Matches


@dataclass(frozen=True, slots=True)
class Every(Clause):
    """Every article."""

    boost: float = 1.0

    def matches(self, scorer: Scorer) -> Matches:
        """All documents."""
        return scorer.everything(self.boost)


@dataclass(frozen=True, slots=True)
class Nothing(Clause):
    """No article."""

    def matches(self, scorer: Scorer) -> Matches:
        """No documents."""
        return scorer.any_of(())


@dataclass(frozen=True, slots=True)
class AllOf(Clause):
    """Articles that every part matches; parts that are :class:`NoneOf` exclude."""

    parts: tuple[Clause, ...]
    boost: float = 1.0

    def below(self) -> Sequence[Clause]:
        """The parts."""
        return self.parts

    def matches(self, scorer: Scorer) -> Matches:
        """Dates first, which cut every list short; exclusions last, from what is left.

        Dates score nothing; an AND that only excludes scores as everything does.
        """
        wanted = [part for part in self.parts if not isinstance(part, NoneOf)]
        dates = [part for part in wanted if hasattr(part, "bounds")]
        low, high = 0, scorer.size
        for part in dates:
            first, last = scorer.stretch(*part.bounds)
            low, high = max(low, first), min(high, last)
        if low >= high:
            return scorer.any_of(())
        found = [part.matches(scorer) for part in wanted if part not in dates]
        found = found or [scorer.everything(0.0 if wanted else 1.0)]
        narrow = low > 0 or high < scorer.size
        result = scorer.all_of(found, low, high if narrow else -1)
        for part in self.parts:
            if isinstance(part, NoneOf) and (result.docs is None or len(result.docs)):
                result = scorer.without(result, part.part.matches(scorer))
        return result.boosted(self.boost)


@dataclass(frozen=True, slots=True)
class AnyOf(Clause):
    """Articles that any part matches."""

    parts: tuple[Clause, ...]
    boost: float = 1.0

    def below(self) -> Sequence[Clause]:
        """The parts."""
        return self.parts

    def matches(self, scorer: Scorer) -> Matches:
        """Scores add up."""
        return scorer.any_of([part.matches(scorer).settled() for part in self.parts]).boosted(self.boost)


@dataclass(frozen=True, slots=True)
class NoneOf(Clause):
    """Articles that the part does not match."""

    part: Clause

    def below(self) -> Sequence[Clause]:
        """The part."""
        return (self.part,)

    def matches(self, scorer: Scorer) -> Matches:
        """Everything less that."""
        return scorer.without(scorer.everything(1.0), self.part.matches(scorer))


@dataclass(frozen=True, slots=True)
class Preferring(Clause):
    """Articles that one clause matches; those that another matches too score what that one gives."""

    wanted: Clause
    welcome: Clause

    def below(self) -> Sequence[Clause]:
        """Both."""
        return (self.wanted, self.welcome)

    def matches(self, scorer: Scorer) -> Matches:
        """The documents of the first."""
        wanted = self.wanted.matches(scorer).settled()
        return scorer.preferring(wanted, self.welcome.matches(scorer).settled())


@dataclass(frozen=True, slots=True)
class Weighted(Clause):
    """A clause whose scores count as much more."""

    part: Clause
    factor: float

    def below(self) -> Sequence[Clause]:
        """The part."""
        return (self.part,)

    def matches(self, scorer: Scorer) -> Matches:
        """The same documents."""
        return self.part.matches(scorer).settled().boosted(self.factor)


@dataclass(frozen=True, slots=True)
class Boosted(Node):
    """A clause that weighs more or less than the others: ``tax^2``."""

    child: Node
    factor: float

    def below(self) -> tuple[Node, ...]:
        """The child."""
        return (self.child,)

    def unparse(self) -> str:
        """With its weight."""
        return f"{_grouped(self.child)}^{self.factor:g}"

    def said(self, nested: bool = False) -> str:
        """With its weight."""
        return f"{self.child.said(nested)} ({self.factor:g} times as heavy)"

    def compile(self, compiler: Compiler) -> Clause | None:
        """The child, weighted."""
        part = self.child.compile(compiler)
        return Weighted(part, self.factor) if part is not None else None


@dataclass(frozen=True, slots=True)
class Lighter(Boosted):
    """A clause that the ranking weighs less by itself; nobody asked for that, so it is not written or said."""

    def unparse(self) -> str:
        """The child."""
        return _grouped(self.child)

    def said(self, nested: bool = False) -> str:
        """The child."""
        return self.child.said(nested)


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """The empty query: every article."""

    def unparse(self) -> str:
        """Nothing."""
        return ""

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """Alone, it is said as "all articles"."""
        return "all articles"

    def compile(self, compiler: Compiler) -> Clause:  # noqa: ARG002 (as every kind)
        """All documents."""
        return Every()


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Articles that ``child`` does not match."""

    child: Node

    def below(self) -> tuple[Node, ...]:
        """The child."""
        return (self.child,)

    def unparse(self) -> str:
        """With a minus sign."""
        return f"-{_grouped(self.child)}"

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """What is left out."""
        return f"without {excluded(self.child)}"

    def compile(self, compiler: Compiler) -> Clause | None:
        """Everything less that."""
        return _all((self,), compiler)


@dataclass(frozen=True, slots=True)
class Welcome(Node):
    """A word that need not be there, but counts where it is: of a question, what carries little."""

    child: Node

    def below(self) -> tuple[Node, ...]:
        """The child."""
        return (self.child,)

    def unparse(self) -> str:
        """As if it were demanded: the language has no such mark."""
        return _grouped(self.child)

    def said(self, nested: bool = False) -> str:
        """The word."""
        return self.child.said(nested)

    def compile(self, compiler: Compiler) -> Clause | None:
        """The child; what it is worth is settled by the AND that it stands in."""
        return self.child.compile(compiler)


@dataclass(frozen=True, slots=True)
class And(Node):
    """Articles that every child matches; two children at least, none of them an And."""

    children: tuple[Node, ...]

    def below(self) -> tuple[Node, ...]:
        """The children."""
        return self.children

    def unparse(self) -> str:
        """Side by side."""
        return " ".join(_grouped(child) for child in self.children)

    def said(self, nested: bool = False) -> str:  # noqa: ARG002 (as every kind)
        """Words together, or clause after clause."""
        if not is_textual(self):
            return clauses_said(self)
        parts = without_stop_words(self.children)
        return listed([child.said(True) for child in parts], "and") + " together" * (len(parts) > 1)

    def compile(self, compiler: Compiler) -> Clause | None:
        """All of it but stop words beside other words."""
        return _all(without_stop_words(self.children), compiler)


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Articles that any child matches; two children at least, none of them an Or."""

    children: tuple[Node, ...]

    def below(self) -> tuple[Node, ...]:
        """The children."""
        return self.children

    def unparse(self) -> str:
        """With OR between."""
        parts = [child.unparse() for child in self.children]
        return f" {written_or(' '.join(parts))} ".join(parts)

    def said(self, nested: bool = False) -> str:
        """Either of them."""
        if not is_textual(self):
            return "; or ".join(clauses_said(child) for child in self.children)
        return ("either " if nested else "") + listed([child.said(True) for child in self.children], "or")

    def compile(self, compiler: Compiler) -> Clause | None:
        """Any of what is left after analysis."""
        parts = [part for child in self.children if (part := child.compile(compiler)) is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        return AnyOf(tuple(parts))


def _all(children: Sequence[Node], compiler: Compiler) -> Clause | None:
    """The AND of clauses; everything takes part when there are only excluding ones."""
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    welcome: list[Clause] = []
    for child in children:
        part = (child.child if isinstance(child, Not) else child).compile(compiler)
        if part is None:
            continue
        if isinstance(child, Not):
            unwanted.append(NoneOf(part))
        else:
            (welcome if isinstance(child, Welcome) else wanted).append(part)
    if not wanted and unwanted:
        wanted = [Every()]
    parts = wanted + unwanted
    if not parts:
        return AnyOf(tuple(welcome)) if welcome else None
    whole = parts[0] if len(parts) < 2 else AllOf(tuple(parts))
    return Preferring(whole, AnyOf(tuple(welcome))) if welcome else whole


def without_stop_words(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The clauses of an AND that select something; all of them when no other words are there."""
    rest = tuple(node for node in nodes if not node.is_stop_word)
    return rest if any(not isinstance(node, Not) for node in rest) else nodes


def is_textual(node: Node) -> bool:
    """Whether the node is about words alone, so that "with" fits before it."""
    if isinstance(node, (And, Or)):
        return all(is_textual(child) for child in node.children)
    return is_textual(node.child) if isinstance(node, Boosted) else node.textual


def clauses_said(node: Node) -> str:
    """The clauses of an AND one after the other: words first, then filters, then exclusions."""
    parts = without_stop_words(node.children) if isinstance(node, And) else (node,)
    plain = [part for part in parts if is_textual(part)]
    welcome = [part for part in parts if isinstance(part, Welcome)]
    without = [part.child for part in parts if isinstance(part, Not)]
    others = [part for part in parts if part not in plain and not isinstance(part, (Not, Welcome))]
    said = []
    if plain:
        said.append(f"with {listed([part.said(len(plain) > 1) for part in plain], 'and')}")
    if welcome:
        said.append(f"preferably with {listed([part.said(True) for part in welcome], 'and')}")
    said += [part.said() for part in others]
    if without:
        said.append(f"without {listed([excluded(part) for part in without], 'or')}")
    return ", ".join(said)


def excluded(node: Node) -> str:
    """What is left out, in words that fit after "without"."""
    return node.said() if is_textual(node) else f"those {clauses_said(node)}"


def listed(parts: Sequence[str], conjunction: str) -> str:
    """``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"


def _grouped(node: Node) -> str:
    return f"({node.unparse()})" if isinstance(node, (And, Or)) else node.unparse()
