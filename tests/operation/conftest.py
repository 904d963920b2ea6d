"""Tests with installations of their own choose their database themselves: one of the two runs of all tests is enough."""

import os

collect_ignore = ["test_killed_worker.py", "test_moving.py"] if os.environ.get("DATABASE_URL") else []
