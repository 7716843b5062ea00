"""The main job, played through the real widgets."""
