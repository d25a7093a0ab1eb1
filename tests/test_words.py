"""The query said back in plain words."""

import pytest

from search.query.grammar import parse
from search.query.tree import in_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "all articles"),
        ("crosier", "articles with “crosier”"),
        (
            'crosier date:2016.. person:"Clinton E. Crosier" -NASA',
            "articles with “crosier”, dated 2016 or later, "
            "naming the person “Clinton E. Crosier”, without “NASA”",
        ),
        ("What is information science?", "articles with “What”, “information” and “science”"),
        ("to be", "articles with “to” and “be”"),
        ("a OR (b c)", "articles with “a” or “b” and “c” together"),
        ("x (b OR c)", "articles with “x” and either “b” or “c”"),
        ("-(a OR b)", "articles without “a” or “b”"),
        ("a -b -c", "articles with “a”, without “b” or “c”"),
        ("b OR tag:x", "articles with “b”; or of tag containing “x”"),
        ("c -(b OR tag:x)", "articles with “c”, without those with “b”; or of tag containing “x”"),
        ('title:"space age"~2', "articles with the phrase “space age” within 2 words in the title"),
        ("invest*", "articles with a word beginning with “invest”"),
        ("wom?n", "articles with a word like “wom?n”"),
        (
            "croser~ crosr~2",
            "articles with a word at most a letter off “croser” and a word at most 2 letters off “crosr”",
        ),
        (
            'category:News tag:"Tax" number:12-618',
            "articles of category containing “News”, of tag “Tax”, of number “12-618”",
        ),
        ("org:force", "articles naming an organisation called “force”"),
        ("ship is:unread", "articles with “ship”, that you have not read"),
        ("-is:starred", "articles without those that you starred"),
        ("has:note own:later", "articles that you wrote a note on, that you tagged “later”"),
        ("like:abc", "articles like “abc”"),
        ("date:2016", "articles dated 2016"),
        ("date:2016-03", "articles dated March 2016"),
        ("date:2016-03-07", "articles dated 7 March 2016"),
        ("date:2015..2016", "articles dated 2015 to 2016"),
        ("date:2015-02..2016-03", "articles dated February 2015 to March 2016"),
        ("date:2015-02-03..2016-03-04", "articles dated 3 February 2015 to 4 March 2016"),
        ("date:..2014", "articles dated 2014 or earlier"),
        ("date:9999-12-31", "articles dated 31 December 9999"),
        ("date:..9999", "articles dated 9999 or earlier"),
        ("date:9999-12", "articles dated December 9999"),
    ],
)
def test_says_what_was_asked(text: str, words: str) -> None:
    assert in_words(parse(text)) == words
