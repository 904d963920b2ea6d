"""The one way a picture stands in a text: as wide as it, written anew without metadata; Wagtail looks for this name."""

from django.utils.translation import gettext_lazy as _
from wagtail.images.formats import Format, register_image_format, unregister_image_format

for name in ("fullwidth", "left", "right"):
    unregister_image_format(name)
register_image_format(Format("text", _("as wide as the text"), "text-picture", "max-1200x1200|format-webp"))
