"""Tables that come in and go out as files, workbooks above all.

A file from outside is opened in a process of its own (`child`), which knows no secret, writes
nothing and has little memory and time; only rows of text come back (`reading`). Nothing here knows
what the rows mean. Django is not needed.
"""
