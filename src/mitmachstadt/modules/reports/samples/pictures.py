"""Small drawings for the examples, made from plain shapes: nobody was photographed, nobody has rights in them."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIZE = (480, 360)
SKY, GRASS, ROAD, DARK, LIGHT = "#CFE3EE", "#9DBF9A", "#8E9492", "#2E3432", "#F4B23C"


def drawing(what: str) -> io.BytesIO:
    """A drawing as PNG: `hole`, `lamp`, `litter`, `step`, or `mended` for a street in order."""
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 190, 480, 240), fill=GRASS)
    pen.rectangle((0, 240, 480, 360), fill=ROAD)
    for left in range(20, 480, 120):
        pen.rectangle((left, 296, left + 60, 302), fill="#E8E8E2")
    if what == "hole":
        pen.ellipse((170, 255, 310, 325), fill=DARK)
        pen.ellipse((190, 265, 280, 305), fill="#4B5250")
    elif what == "lamp":
        pen.rectangle((232, 40, 244, 240), fill=DARK)
        pen.rectangle((232, 40, 310, 50), fill=DARK)
        pen.ellipse((290, 46, 330, 66), fill="#6D7472")
    elif what == "litter":
        pen.rectangle((120, 200, 250, 270), fill="#7A5C43")
        pen.polygon(((270, 280), (310, 190), (370, 280)), fill=DARK)
        pen.rectangle((90, 262, 150, 290), fill=LIGHT)
    elif what == "step":
        pen.rectangle((0, 210, 480, 250), fill="#C9C4B8")
        pen.rectangle((0, 250, 480, 285), fill="#7D7A72")
        pen.ellipse((180, 120, 300, 240), outline=DARK, width=8)
    else:
        pen.rectangle((160, 250, 330, 330), fill="#5B6260")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    buffer.seek(0)
    return buffer
