"""Reports of another system are taken over: from a table, or from its GeoReport interface."""
