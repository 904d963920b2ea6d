"""Open311 GeoReport v2: reports are read and handed in by other apps under `/georeport/v2/`."""
