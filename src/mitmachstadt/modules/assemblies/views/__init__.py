"""Public pages of assemblies."""
