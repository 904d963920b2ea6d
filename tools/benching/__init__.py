"""Parts of the bench."""
