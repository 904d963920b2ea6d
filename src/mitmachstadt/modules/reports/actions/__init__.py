"""What the module writes; nobody else does."""
