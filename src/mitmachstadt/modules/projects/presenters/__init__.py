"""Turns what the queries found into the words, chips and stops that the pages print."""
