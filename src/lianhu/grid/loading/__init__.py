"""Lists of places, people and households that come as files: checked first, then applied at once.

`rules` says what a row means. `checking` takes the rows of a file through them and compares with
what there is; `staging` keeps the outcome in short transactions; `applying` makes it so in one
transaction, by one statement for each purpose. `services` knows the states of a load.
"""
