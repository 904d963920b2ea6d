"""Single sign-on: other services of the town let people in with the account they have here."""
