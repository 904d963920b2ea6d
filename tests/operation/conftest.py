"""A town moves through both databases in one test, so one of the two runs of all tests is enough for it."""

import os

collect_ignore = ["test_moving.py"] if os.environ.get("DATABASE_URL") else []
