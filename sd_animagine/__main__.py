"""``python -m sd_animagine``: the command line where the console script is not installed."""

from sd_animagine.cli.main import main

if __name__ == "__main__":  # the studio's worker processes read this module too
    raise SystemExit(main())
