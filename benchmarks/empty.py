"""A Streamlit page with one line of text, for comparison: what no page of Streamlit can be under.

`streamlit run benchmarks/empty.py`.
"""

import streamlit as st

st.write("One line of text.")
