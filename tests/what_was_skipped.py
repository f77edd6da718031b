"""Say at the end of `tox run` what has not been tested on this machine: what was skipped looks like success."""

from __future__ import annotations

import shutil

PYTHONS = [f"3.{minor}" for minor in range(9, 15)]
FOR_SERVERS = PYTHONS[2:]


def main() -> None:
    """Look for the interpreters, as tox did."""
    found = [version for version in PYTHONS if shutil.which(f"python{version}")]
    missing = [version for version in PYTHONS if version not in found]
    print(f"Tested on Python {', '.join(found)}.", f"Not found: {', '.join(missing)}." if missing else "")
    if not set(found) & set(FOR_SERVERS):
        print(f"No test met a server: langgraph dev needs Python {FOR_SERVERS[0]} or newer.")


if __name__ == "__main__":
    main()
