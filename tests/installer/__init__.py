"""Packages, system packages and what an install leaves."""
