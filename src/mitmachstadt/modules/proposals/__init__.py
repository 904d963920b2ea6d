"""Proposals of residents: support and dislike, thresholds that oblige somebody, and what became of them."""
