"""Plain language: which texts lack one, which are out of date, and a checker that helps editors write them."""
