"""What other modules may ask: nothing so far; this module asks others."""
