"""The app: page configuration and the navigation over the lessons."""

import streamlit as st

from lib import ui

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
    page = ui.navigation()
    title = "Cross-entropy, felt"
    st.set_page_config(f"{page.title} · {title}", "assets/favicon.svg", layout="wide")
    page.run()
    ui.way_on(page)
