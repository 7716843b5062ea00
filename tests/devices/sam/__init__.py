"""Tests of the device room."""
