"""What an operator does with a whole installation: carry it away, bring it back, watch it."""
