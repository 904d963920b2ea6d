"""Interfaces of modules that follow a standard of their own; they stand on the page of open data and in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Service:
    """An interface: where it begins (`path`), and the address of the standard it follows."""

    title: Promise | str
    path: str
    standard: str
    standard_name: str


_services: list[Service] = []


def register(service: Service) -> None:
    """Adds an interface; twice is once."""
    if service not in _services:
        _services.append(service)


def services() -> list[Service]:
    """All of them, in the order of registration."""
    return list(_services)
