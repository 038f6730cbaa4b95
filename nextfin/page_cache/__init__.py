"""The page cache: a finished page is given to every reader until it is no longer right.

It is the outermost layer of the ASGI application. What it keeps is the same for everybody, and it
never keeps a page for longer than the database's clock says that nothing on it has changed.
"""

from nextfin.page_cache.layer import PageCache

__all__ = ["PageCache"]
