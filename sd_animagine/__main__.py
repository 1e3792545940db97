"""``python -m sd_animagine``: the command line where the console script is not installed."""

from sd_animagine.cli import main

raise SystemExit(main())
