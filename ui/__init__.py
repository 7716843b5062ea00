"""Faces, tour and command line; bootstrap.py alone puts the program together."""
