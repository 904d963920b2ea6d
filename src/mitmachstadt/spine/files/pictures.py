"""Makes clean pictures: only the pixels survive, upright, in WebP and in the widths that pages need."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageDraw, ImageOps

from mitmachstadt.spine.files import rules
from mitmachstadt.spine.problems import Refused, refuse_if

pillow_heif.register_heif_opener()


@dataclass(frozen=True)
class CleanPicture:
    """WebP bytes by width in pixels; `width` and `height` are those of the widest one, upright."""

    width: int
    height: int
    files: dict[int, bytes]


def clean(data: bytes, field: str = "file") -> CleanPicture:
    """The picture in `data`, made anew from its pixels (first frame): no EXIF, no place, no profile, no rest.

    Raises:
        Refused: damaged, too many pixels, or too narrow.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns from 89 million pixels on; our own limit below is tighter and says so in a
            # sentence.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=[rules.format_of(data) or ""])
            refuse_if(rules.problems_with_size(*picture.size, field=field))
            pixels = upright_pixels(picture)
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused(rules.problems_with_size(rules.MAX_PIXELS + 1, 1, field)) from error
    # Decoders meet hostile bytes here and fail in many ways; each means the same to the sender.
    except Exception as error:
        raise Refused([rules.damaged(field)]) from error
    files = {width: as_webp(pixels, width) for width in rules.widths_for(pixels.width)}
    return CleanPicture(pixels.width, pixels.height, files)


def upright_pixels(picture: Image.Image) -> Image.Image:
    """RGB or RGBA pixels of the first frame, upright, at most as wide as the widest version we keep."""
    # A JPEG decodes straight to about the size we keep, which saves most of the memory.
    picture.draft("RGB", (rules.WIDTHS[-1], rules.WIDTHS[-1]))
    picture.seek(0)
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    seen_through = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    converted = picture.convert("RGBA" if seen_through else "RGB")
    return scaled(converted, min(converted.width, rules.WIDTHS[-1]))


def scaled(pixels: Image.Image, width: int) -> Image.Image:
    """`pixels` at `width`, the height in proportion."""
    if width == pixels.width:
        return pixels
    return pixels.resize(
        (width, max(1, round(pixels.height * width / pixels.width))), Image.Resampling.LANCZOS
    )


def as_webp(pixels: Image.Image, width: int) -> bytes:
    """`pixels` scaled to `width` as WebP without any metadata."""
    target = io.BytesIO()
    scaled(pixels, width).save(target, "WEBP", quality=80, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return target.getvalue()


#: What stands over covered places: one plain colour, from which nothing can be calculated back.
COVER = (80, 90, 86)


def covered(data: bytes, places: Sequence[tuple[float, float, float, float]]) -> CleanPicture:
    """The stored picture in `data` with `places` painted over, in all widths.

    A place is (left, top, width, height) in shares of the picture from 0 to 1.
    """
    with Image.open(io.BytesIO(data), formats=["WEBP"]) as picture:
        pixels = picture.convert("RGB")
    brush = ImageDraw.Draw(pixels)
    for left, top, width, height in places:
        box = (
            math.floor(left * pixels.width), math.floor(top * pixels.height),
            math.ceil((left + width) * pixels.width), math.ceil((top + height) * pixels.height),
        )  # fmt: skip
        brush.rectangle(box, fill=COVER)
    files = {width: as_webp(pixels, width) for width in rules.widths_for(pixels.width)}
    return CleanPicture(pixels.width, pixels.height, files)
