"""What the module asks: the rules of a day, meetings, the register, the list of questions."""
