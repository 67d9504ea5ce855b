"""The only place that knows Streamlit: state, live figures, navigation, the parts of a page."""
