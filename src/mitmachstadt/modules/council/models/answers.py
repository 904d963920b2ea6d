"""Answers of the OParl interface as they were written last, so that a page of a list need not be made anew."""

from __future__ import annotations

from django.db import models


class Answer(models.Model):
    """One object as JSON. It counts only while the row still has this `modified_at` and everything else `shape` says.

    Whoever reads compares both in the same query (see oparl/stored.py); a row without a true answer is written anew.
    """

    kind = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField()
    modified_at = models.DateTimeField()
    shape = models.CharField(max_length=32)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="council_answer_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.number}"
