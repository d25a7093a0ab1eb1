"""Saving articles as files: the suffix chooses the format, and a star stands for the title of each."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from search import Article, render
from search.text import printable
from tui.files import NotSaved, shown, why
from tui.records import article_record

BETWEEN = "\n\n\n"
"""Between two articles of one file."""
FORMATS = {".txt": "text", ".md": "md", ".html": "html", ".json": "json"}


def slug(title: str) -> str:
    """A file name from a title: lower-case words with hyphens, at most 60 characters."""
    words = re.findall(r"[^\W_]+", title.lower())
    return "-".join(words)[:60].strip("-") or "article"


def written(articles: Sequence[Article], suffix: str) -> str:
    """Articles as one file in the format that its suffix asks for. Raises NotSaved."""
    format = FORMATS.get(suffix)
    if format is None:
        raise NotSaved(
            f"There is no format for {printable(suffix) or 'no suffix'}.", "Use .txt .md .html .json"
        )
    if format == "json":
        records = [article_record(article, ()) for article in articles]
        return json.dumps(records if len(records) > 1 else records[0], ensure_ascii=False, indent=2) + "\n"
    if format == "html" and len(articles) > 1:
        raise NotSaved("A page of HTML holds one article.", "Name them *.html to have a file for each.")
    return BETWEEN.join(render(article, format) for article in articles) + "\n"


def files_of(articles: Sequence[Article], path: Path) -> list[tuple[Path, str]]:
    """What is to be written: one file or, where the name has a star, one for each article. Raises NotSaved."""
    suffix = path.suffix.lower()
    if "*" not in path.name:
        return [(path, written(articles, suffix))]
    files: dict[Path, str] = {}
    for article in articles:
        name, number = slug(article.title), 1
        while (target := path.with_name(path.name.replace("*", name))) in files:
            number += 1
            name = f"{slug(article.title)}-{number}"
        files[target] = written([article], suffix)
    return list(files.items())


def write(articles: Sequence[Article], path: Path) -> str:
    """Write the files, none over another; says what was done. Raises NotSaved."""
    files = files_of(articles, path)
    for target, _ in files:
        if target.exists():
            raise NotSaved(f"{printable(str(target))} exists.", "Choose another name.")
    try:
        for target, text in files:
            if len(files) > 1:
                target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8") as file:
                file.write(text)
    except FileExistsError as error:
        raise NotSaved(f"{printable(str(target))} exists.", "Choose another name.") from error
    except OSError as error:
        raise NotSaved(f"{printable(str(target))} cannot be written: {why(error)}.") from error
    last = files[-1][0].absolute()
    return f"Saved as {len(files):,} files in {shown(last.parent)}" if files[1:] else f"Saved as {shown(last)}"
