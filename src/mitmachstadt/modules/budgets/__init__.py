"""Citizens' budgets: whoever lives here applies for a sum, all vote, a board advises, a committee decides, and it is built."""
