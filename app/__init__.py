"""The dashboard: a Streamlit app of the lecture's three steps.

In a checkout it is the package `app`, in the wheel `kerasdl.app`: its modules import each other by relative paths.
"""
