"""Marked examples: petitions on every stretch of their way, one of them decided, and questions, one of them answered."""

from __future__ import annotations


def seed() -> str:
    return ""


def remove() -> str:
    return ""
