"""What other modules may ask; plain data in and out."""
