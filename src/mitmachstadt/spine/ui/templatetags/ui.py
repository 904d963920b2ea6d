"""Template helpers of the look: icons, status chips, days, money, maps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mitmachstadt.spine.ui import charts, drawing, status, words
from mitmachstadt.spine.ui.qr import qr_svg
from mitmachstadt.spine.ui.town_map import Pin, draw

register = template.Library()


@lru_cache(maxsize=1024)
def icon_html(sprite: str, name: str, classes: str) -> SafeString:
    css = f"icon {classes}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', css, sprite, name
    )


@lru_cache(maxsize=1)
def sprite() -> str:
    """Address of the icons; asked once, because a page shows a hundred of them."""
    return static("ui/icons.svg")


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of the sprite, silent for screen readers: it stands beside a word or in a named control."""
    return icon_html(sprite(), name, classes)


@lru_cache(maxsize=256)
def chip_html(sprite: str, tone: str, name: str, label: str) -> SafeString:
    return format_html('<span class="chip {}">{}{}</span>', tone, icon_html(sprite, name, ""), label)


def status_words(key: str, detail: str = "") -> str:
    """The words of a status chip: `Offen für Hinweise`, or with a detail `Offen, noch 12 Tage`."""
    found = status.find(key)
    return f"{found.short}{found.joint}{detail}" if detail else str(found.label)


@register.simple_tag
def status_chip(key: str, detail: str = "") -> SafeString:
    """A status as colour, icon and words. `detail` is a date or the days left."""
    found = status.find(str(key))
    return chip_html(
        static("ui/icons.svg"), found.tone, found.icon, status_words(str(key), str(detail or ""))
    )


@register.filter
def status_label(key: str) -> str:
    """The words of a status without chip."""
    return str(status.find(str(key)).label)


def today_or(given: date | None) -> date:
    return given or timezone.localdate()


_frames: OrderedDict[tuple[object, ...], SafeString] = OrderedDict()
MOST_FRAMES = 512
LONGEST_ADDRESS = 200


@register.simple_tag(takes_context=True)
def frame(context: template.Context, name: str) -> SafeString:
    """A part of the frame of public pages, made once for an address, a language, a display and the public counter.

    It may print nothing else: no message, no person, nothing that the page is about.
    """
    ui = context.get("ui") or {"here": ""}
    overdue = ui.get("overdue") or {}
    key = (name, ui["here"], get_language(), *ui.get("display", {}).items(), *overdue.values())
    made = _frames.get(key)
    if made is None:
        made = mark_safe(get_template(name).template.render(context))  # type: ignore[attr-defined]  # noqa: S308
        if 0 < len(ui["here"]) <= LONGEST_ADDRESS:
            _frames[key] = made
        if len(_frames) > MOST_FRAMES:
            _frames.popitem(last=False)
    return made


@register.filter
def day(value: date | datetime | None) -> str:
    return words.day(value) if value else ""


@register.filter
def day_without_year(value: date | datetime | None) -> str:
    return words.day_without_year(value) if value else ""


@register.filter
def day_short(value: date | datetime | None) -> str:
    return words.day_short(value) if value else ""


@register.filter
def weekday(value: date | datetime | None, today: date | None = None) -> str:
    return words.weekday_and_day(value, today_or(today)) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    return words.clock(value) if value else ""


@register.filter
def days_left(value: date | datetime | None, today: date | None = None) -> str:
    return words.days_left(value, today_or(today)) if value else ""


@register.filter
def days_number(value: date | datetime | None, today: date | None = None) -> int:
    """Whole days from today until the day, never below 0; for large figures."""
    return max(0, (words.as_day(value) - today_or(today)).days) if value else 0


@register.filter
def deadline(value: date | datetime | None, today: date | None = None) -> str:
    return words.deadline(value, today_or(today)) if value else ""


@register.filter
def since(value: date | datetime | None, today: date | None = None) -> str:
    """For inboxes: `seit 2 Tagen`, `heute`, `Do`."""
    return words.overdue(value, today_or(today)) if value else ""


@register.filter
def money(value: Decimal | float | int | None) -> str:
    return words.money(value) if value is not None else ""


@register.simple_tag
def money_range(low: Decimal | float | int, high: Decimal | float | int | None = None) -> str:
    return words.money_range(low, high)


@register.filter
def firm(value: str) -> str:
    """Spaces that must not break become firm: `5. Dezember`, `70 %`."""
    return words.firm(str(value))


@register.simple_tag
def long_class(title: str) -> str:
    """The class of a heading so long that it takes a smaller size on phones."""
    return "long" if len(title) > 40 else ""


@lru_cache(maxsize=64)
def district_marks(districts: tuple[tuple[str, str, str], ...], size: str) -> tuple[SafeString, SafeString]:
    """The light under the districts' middles and their names; the same on every map of one size."""
    lights = format_html_join("", '<circle cx="{1}" cy="{2}" r="68"/>', districts)
    name = '<text class="district" y="22">{0}</text>'
    placed = (
        f'<g transform="translate({{1}} {{2}})"><g class="sized" transform="scale({size})">{name}</g></g>'
    )
    return lights, format_html_join("", placed, districts)


@register.inclusion_tag("ui/map.html", takes_context=True)
def town_map(
    context: template.Context,
    pins: Iterable[Pin | Mapping[str, Any]] = (),
    districts: Iterable[Any] = (),
    geometries: Iterable[Mapping[str, Any]] = (),
    focus: Sequence[float] | None = None,
    zoom: float = 1.0,
    legend: str = "project open",
    label: str = "",
    classes: str = "",
    tools: bool = True,
    stops: int = 0,
) -> dict[str, Any]:
    """The drawn map; see docs/ui.md. `legend`: kinds to explain (project, open, vote, proposal, venue, group, defect, me,
    way, zone).

    `stops`: how many stops near its middle carry their names, in the picture and in words below it.
    """
    drawn = draw(
        pins or (),
        districts=list(districts or ()),
        geometries=geometries or (),
        focus=focus,
        zoom=zoom,
        stops=stops,
    )
    size = f"{1 / zoom:g}"
    lights, names = district_marks(tuple(drawn.districts), size)
    return {
        "drawing": drawn,
        "lights": lights,
        "names": names,
        "size": size,
        "legend": legend.split(),
        "label": label,
        "classes": classes,
        "tools": tools,
        "map_ground": context.get("map_ground", ""),
    }


@register.simple_tag
def qr(address: str) -> SafeString:
    """A QR code of an address, for paper only: put it into something `.print-only`. The address stands beside it in words."""
    return mark_safe(qr_svg(address))  # noqa: S308  # squares; the address is in no attribute or text of it


@register.inclusion_tag("ui/bar_chart.html")
def bar_chart(
    rows: Iterable[tuple[str, float]], caption: str, row_name: str = "", value_name: str = "", number: int = 0
) -> dict[str, Any]:
    """Bars with printed values, and the values as a table. `rows`: (name, value), the newest last."""
    listed = list(rows)
    return {
        "chart": charts.bars(listed),
        "rows": listed,
        "caption": caption,
        "row_name": row_name,
        "value_name": value_name,
        "number": number,
    }


@register.inclusion_tag("ui/cost_bar.html")
def cost_bar(amounts: Iterable[float]) -> dict[str, Any]:
    """A bar split by amounts (euros or per cent); the key beside it carries the words."""
    gap = 0.4
    parts = [
        {
            "tone": "abcd"[min(at, 3)],
            "x": f"{x + gap * (at > 0):g}",
            "width": f"{max(width - gap * (at > 0), 0):.2f}",
        }
        for at, (x, width) in enumerate(drawing.shares(list(amounts)))
    ]
    return {"parts": parts}


@register.filter
def in_language(path: str, language: str) -> str:
    """The same address in another language: English pages live under /en/."""
    plain = path[3:] if path.startswith("/en/") else path
    return f"/en{plain}" if language == "en" else plain


@register.simple_tag
def local(path: str) -> str:
    """A German address of the platform in the language of the page, escaped for use in `href`."""
    return escape(in_language(path, get_language() or "de"))


@register.filter(name="words")
def split_words(value: str) -> list[str]:
    """A written list: `"100 112"|words`."""
    return value.split()


@register.filter
def plain_number(value: float) -> str:
    """A number as SVG wants it, whatever the language of the page."""
    return f"{value:g}"


@register.filter
def add_up(value: float, more: float) -> str:
    """The sum as SVG wants it."""
    return f"{value + float(more):g}"


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, number: int, param: str = "seite") -> str:
    """The present query with another page number, for use in `href`; the first page has none."""
    query = context["request"].GET.copy()
    query.pop(param, None)
    if number > 1:
        query[param] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def numbers(value: str) -> list[float]:
    """Written numbers: `"70 30"|numbers`."""
    return [float(part) for part in value.split()]


@register.inclusion_tag("ui/beside.html", takes_context=True)
def beside_parts(context: Any, parts: Sequence[Any] | None) -> dict[str, Any]:
    """The pieces that other modules add to a page, as `spine.ui.beside.parts` found them for one thing."""
    request = context.get("request")
    return {
        "parts": [(part.template, {**part.context, "request": request}) for part in parts or ()],
        "request": request,
    }
