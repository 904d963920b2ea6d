"""The only writers of budgets, applications and votes."""
