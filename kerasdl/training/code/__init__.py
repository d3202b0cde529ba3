"""Training runs as Keras code: scripts and notebooks that run as they stand.

script      the script of a training run
teachers    what is in it where the network learns from teachers, too
page        the script of a training in the web page, from the template that the page fills in, too
notebook    a script as a notebook
"""
