"""Custom digits: files and folders of them, and rooms in which a class writes.

load      digits from any of these, in the form of MNIST       room      one room: its writers and digits, in SQLite
split     their parts: some of the writers are held out        rooms     the rooms of this machine
archive   `.npz` files in the form of `mnist.npz`              strokes   what a pen draws, checked, as ink
pictures  folders of pictures named or sorted by label         judging   how well a network reads each writer
export    a room as `.npz`, pictures, CSV                      quiz      hard digits, read by the class
"""

FORMATS = ("npz", "png", "csv")  # that a room is exported in
