"""A page for any model: inputs to fill in, photograph, paste or write, and what the model answers.

options    what the user says about inputs and outputs: ranges, units, fields
fields     names, ranges and examples of numbers, from a CSV or JSON file
describe   what the page shows for each input and output, found from the exported graph
engine     TensorFlow.js for this model alone, put together from pieces
write      the page as a folder, or as one HTML file
"""
