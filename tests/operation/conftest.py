"""Which tests run on which database: installations of a test's own choose it themselves, so that one of the two runs of
all tests is enough for them; lost connections are PostgreSQL's alone."""

import os

collect_ignore = (
    ["test_killed_worker.py", "test_moving.py"]
    if os.environ.get("DATABASE_URL", "").startswith("postgres")
    else ["test_lost_connection.py"]
)
