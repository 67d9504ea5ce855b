"""Numbers to plotly figures and their frames: one module a lesson, no streamlit."""
