"""What leads a person who has never seen the program: help pages, keys as they really are, lessons, a report."""
