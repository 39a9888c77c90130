"""The words and recipients of each mail: made from the register at the moment of sending, in the reader's language.

A new kind of mail takes three things: a row of KINDS in `kinds.py` (what the office calls it, its template, what it is
about, the function that gathers its facts, the page that a key in it opens); the template `templates/mail/<kind>.txt`,
whose first line is the subject; and `use_cases.write_mail` or `write_mails` in the transaction of the act it tells of.
"""

from members.mail.kinds import KINDS, Pointless
from members.mail.letters import Words, key_of_reset, message, words, words_without_key
from members.mail.recipients import editors_of, office, owners_of
from members.mail.samples import sample

__all__ = [
    "KINDS",
    "Pointless",
    "Words",
    "editors_of",
    "key_of_reset",
    "message",
    "office",
    "owners_of",
    "sample",
    "words",
    "words_without_key",
]
