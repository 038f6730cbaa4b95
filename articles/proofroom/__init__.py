"""The proof room: an article as it will print, shown to the desk and, by a link, to people outside.

It stands above the desk and the readers' pages, which do not know each other: the copy is the
desk's, the page is the readers' own.
"""
