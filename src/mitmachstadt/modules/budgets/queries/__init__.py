"""Questions to budgets that pages, actions and cases share."""
