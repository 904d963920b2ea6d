"""Pages of citizens' budgets, by what people do there."""
