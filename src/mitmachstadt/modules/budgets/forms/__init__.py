"""The forms of budgets, by who fills them in."""
