"""Addresses of the vote on a budget: the ballot, its receipt, the result, and the desk that runs it."""

from django.urls import path

from mitmachstadt.modules.budgets.views import ballot, results, vote_desk

ONE = "budgets/<slug:slug>"
urlpatterns = [
    path(f"{ONE}/abstimmen/", ballot.ballot, name="ballot"),
    path(f"{ONE}/abstimmen/beleg/", ballot.receipt, name="ballot-receipt"),
    path(f"{ONE}/ergebnis/", results.result, name="result"),
    path("schreibtisch/budgets/<slug:slug>/abstimmung/", vote_desk.vote, name="desk-vote"),
]
