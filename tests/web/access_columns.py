"""Who looks at the pages of `access_table`, and how they stand to the case."""

# Of each column: the person of the cast, the scene, and the minute past nine.
#
#   beat   at its beat since 9:00, nobody has taken it
#   city   passed up to the city office, which has taken it and asked medical insurance
#   end    answered by the city office, which did the matter and will ask how it went
#   two    at the city office too, where it was merged with another one
#   ned    a need around beat 1 that nobody has taken up
#   vis    a need that the officer of the other beat (sibling2) has taken up
#   wait   at its beat, which has asked the resident something
#   pub    at its beat, which has made a summary of it public
#   help   at its beat, which asked around for help; somebody has been there
COLUMNS = {
    "nobody": (None, "city", 7, 0),  # has not signed in
    "asker": ("wu", "city", 7, 0),
    "member": ("daughter", "city", 7, 0),  # of the asker's household
    "resident": ("zheng", "city", 7, 0),  # of another household of the beat
    "officer": ("shen", "beat", 7, 0),  # holds it
    "clerk": ("luo", "city", 7, 0),  # holds it
    "passed": ("he", "city", 7, 0),  # serves at a desk that it has passed
    "passed2": ("shen", "city", 7, 0),  # the officer whom it has passed
    "early": ("he", "beat", 7, 59),  # serves above the officer; a second before minute 8
    "late": ("he", "beat", 8, 0),  # the same at minute 8
    "above": ("ma", "beat", 9, 0),  # two levels above the officer, after minute 8
    "sibling": ("bo", "city", 7, 0),  # serves at the next village
    "sibling2": ("yan", "beat", 9, 0),  # the officer of another beat: a stranger on the staff
    "asked": ("gu", "city", 7, 0),  # serves at the department that is consulted
    "section": ("jiang", "city", 7, 0),  # serves at another department
    "watch": ("qin", "city", 7, 0),  # supervises
    "admin": ("cen", "city", 7, 0),  # the administrator, who serves nowhere
}
