"""The public face of the list: list, map, sheet, calendars, prints and the piece for other sites."""
