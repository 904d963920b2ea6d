"""The only writers of the module, by what they write."""
