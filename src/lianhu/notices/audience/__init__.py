"""For whom a notice is beyond places and posts: a list, or households that let a fact be known."""
