"""The app: page configuration and the navigation over the lessons."""

import streamlit as st

if __name__ != "__main__":
    # `streamlit run` imports a script that holds an ASGI app once, before the first visitor.
    import gc
    from importlib import import_module

    from starlette.middleware import Middleware
    from streamlit import net_util
    from streamlit.runtime import app_session
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
    from streamlit.runtime.state import SafeSessionState

    from lib.web.assets import sound
    from lib.web.once import looked, themed
    from lib.web.turns import TURNS

    # Nobody can be told later that `pages` is not Streamlit's old pages folder: the first link to a
    # lesson after a restart would open with the message "Page not found".
    PagesManager.uses_pages_directory = False
    # Asked for a page's session from elsewhere, Streamlit would ask a host far away who we are.
    net_util.get_external_ip = lambda: None
    # From a visitor's values to the last message; Streamlit has no place for it of its own.
    ScriptRunner._run_script = TURNS.each(ScriptRunner._run_script)
    app_session._populate_theme_msg = themed(app_session._populate_theme_msg)
    SafeSessionState.filtered_state = looked(SafeSessionState.filtered_state)
    with sound():
        from lib.export.route import Downloads
        from lib.lessons.registry import warm
        from lib.web.elsewhere import ELSEWHERE
        from lib.web.head import BundleInHead
        from lib.web.headers import Headers, embedders
        from lib.web.held import ACCOUNT, give_back, most
        from lib.web.limits import Limits, sessions
        from lib.web.packed import PackedOnce

        give_back()
        # With pandas, which Streamlit imports lazily: several threads at once do not survive that.
        import_module("lib.web.tables")
        warm()
        # What every page shares stays: nobody's run need look through it for what can go.
        gc.freeze()
    ACCOUNT.most = most()
    ELSEWHERE.is_open = True
    bounds = [Middleware(Headers, embedders()), Middleware(Limits, sessions())]
    files = [Middleware(Downloads), Middleware(BundleInHead), Middleware(PackedOnce)]
    app = st.App(__file__, middleware=[*bounds, *files])

else:
    from lib.web.navigation import navigation, way_on
    from lib.words.text import APP

    page = navigation()
    st.set_page_config(f"{page.title} · {APP}", "assets/favicon.svg", layout="wide")
    page.run()
    way_on(page)
