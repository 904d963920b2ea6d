"""Council systems that speak OParl 1.0 and 1.1: read liberally, kept strictly."""
