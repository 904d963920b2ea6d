"""The clerks' side of the list: what is due, the path of one project, and its sheet as a form."""
