"""Pages of proposals, by what people do there."""
