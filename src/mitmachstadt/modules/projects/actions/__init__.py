"""The writers of the list of projects; every one asks the rules, writes, logs and tells in one transaction."""
