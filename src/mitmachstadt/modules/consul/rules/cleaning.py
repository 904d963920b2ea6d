"""What other people wrote as HTML, as plain paragraphs: nothing of it is ever shown as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = frozenset({
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "table", "hr", "pre",
    "section", "article",
})  # fmt: skip
SILENT = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title"}
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.links: list[tuple[str, int]] = []
        self.tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        if tag in SILENT:
            self.silent += 1
        elif tag == "li":
            self.parts.append("\n– ")
        elif tag in BLOCKS:
            self.parts.append("\n" if tag == "br" else "\n\n")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "a" and self.links:
            address, start = self.links.pop()
            said = "".join(self.parts[start:]).strip()
            if address.startswith(("http://", "https://")) and address != said and not self.silent:
                self.parts.append(f" ({address})")
        elif tag in BLOCKS and tag != "li":
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def paragraphs(html: str) -> tuple[str, bool]:
    """Plain paragraphs, and whether there was any markup. Links keep their address where it is one of the web."""
    reader = _Reader()
    reader.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    reader.close()
    text = CONTROL.sub("", "".join(reader.parts).replace("\xa0", " "))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), reader.tags > 0


def one_line(html: str, most: int) -> str:
    """Words for a heading: one line, at most so many characters, cut at a word."""
    text = " ".join(paragraphs(html)[0].split())
    return text if len(text) <= most else text[: most - 2].rsplit(" ", 1)[0][: most - 2] + " …"
