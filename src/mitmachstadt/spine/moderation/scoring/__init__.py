"""How much a text looks like advertising: a small model learnt from our own sample texts, and rules that can be read."""
