"""The only writers of proposals and votes."""
