"""The only writers of petitions and questions."""
