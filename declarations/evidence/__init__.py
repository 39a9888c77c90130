"""One ZIP that proves what was signed: papers, facts, the journal about them, and a program that checks them.

Made twice from the same state it is the same file, byte by byte. It goes out while it is made, and no paper is held in
memory.
"""

from declarations.evidence.archive import EvidenceFile, FilesMissing
from declarations.evidence.declaration import of_declaration
from declarations.evidence.papers import Reader
from declarations.evidence.register import of_register

__all__ = ["EvidenceFile", "FilesMissing", "Reader", "of_declaration", "of_register"]
