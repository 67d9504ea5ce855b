"""The app: page configuration and the navigation over the lessons."""

import streamlit as st

if __name__ != "__main__":
    # `streamlit run` imports a script that holds an ASGI app once, before the first visitor. That
    # is the only moment to tell Streamlit that `pages` is not its old pages folder: else the first
    # link to a lesson after a restart opens with the message "Page not found".
    from starlette.middleware import Middleware
    from streamlit.runtime.pages_manager import PagesManager

    from lib.head import BundleInHead

    PagesManager.uses_pages_directory = False
    app = st.App(__file__, middleware=[Middleware(BundleInHead)])

else:
    st.set_page_config("Cross-entropy, felt", "assets/favicon.svg", layout="wide")
    st.navigation(
        [
            st.Page("pages/core/home.py", title="Start", default=True),
            st.Page("pages/core/loss_curve.py", title="Loss curve"),
            st.Page("pages/core/bce_vs_cce.py", title="Binary and categorical"),
            st.Page("pages/core/gradients.py", title="Gradients"),
            st.Page("pages/core/likelihood.py", title="Likelihood"),
            st.Page("pages/core/compression.py", title="Compression"),
        ],
        position="top",
    ).run()
