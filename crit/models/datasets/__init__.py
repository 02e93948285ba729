"""Data to learn from."""

from .task import Task, split

__all__ = ["Task", "split"]
