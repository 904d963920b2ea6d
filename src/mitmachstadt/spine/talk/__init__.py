"""Comments on anything that is a case: threads two deep, looked after by the moderation of the house."""
