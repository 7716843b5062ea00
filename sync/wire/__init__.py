"""What travels between a window and the platform: models and their exact bytes."""
