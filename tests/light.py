"""Every page with its foot open, without a browser, in whatever environment runs this: `python -m tests.light`. See test_light.py."""

from __future__ import annotations

import sys

from aelab import install
from tests.pages import opened, start, words
from ui.frame import PAGES

FILES_ALONE = ("pages/encode.py", "pages/outliers.py", "pages/compare.py")  # no lines of Python at their feet
OF_RECORDS = "pages/learn.py"  # which need no PyTorch there


def main() -> None:
    for page in PAGES:
        app = opened(page)
        app.session_state["take away"] = True  # the foot of the page
        app.run()
        assert not app.exception, (page, app.exception)
        assert not app.error, page
        assert not app.warning, page
        assert start(app), page
        assert len(app.code) == (page not in FILES_ALONE), page  # the foot is open
        print(f"{page}: {install.COMMAND in words(app)} {sorted({*install.NAMES, 'sklearn'} & sys.modules.keys())}", flush=True)


if __name__ == "__main__":
    main()
