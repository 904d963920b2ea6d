"""`python -m mitmachstadt`."""

from mitmachstadt.config.cli import main

raise SystemExit(main())
