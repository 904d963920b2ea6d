"""A personal link that opens nothing, so that its page can say what to do about it instead of "moved"."""

from django.http import Http404


class LinkGone(Http404):
    """A wrong, mistyped, old or deleted secret link; the page does not tell which.

    Raise it without words: 404.html knows it by its name, as Django hands it over.
    """
