"""CONSUL Democracy, taken over."""
