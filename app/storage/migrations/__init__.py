"""Steps from one version of the tables to the next; imported only when a profile is older than the program."""
