"""Streamlit components and widgets that several pages share."""
