// Runs before Streamlit's own scripts; comes by dashboards/shell.py.
(() => {
  const { login } = document.currentScript.dataset;
  const here = new URL(".", document.baseURI);
  // Streamlit looks for its server below the page's own address first and waits 100 ms after the 404. Told where
  // it is, it connects at once. Behind a login it must have its cookie before: the socket reads who is there from it.
  if (login === undefined || document.cookie.includes("_streamlit_xsrf=")) {
    const host = { allowedOrigins: [location.origin], useExternalAuthToken: false };
    window.__streamlit = { BACKEND_BASE_URL: here.href, HOST_CONFIG: host };
  }
  // The face of the titles is asked for at once: plotly draws every picture anew when any face of the page has come
  // while it drew, whether the picture uses it or not.
  const file = new URL("app/static/source-serif-4-latin-600-normal.woff2", here);
  const face = new FontFace("Source Serif 4", `url("${file}") format("woff2")`, { weight: "600", display: "swap" });
  document.fonts.add(face);
  face.load().catch(() => {});

  // Browsers leave the drawing surface of a map empty on paper. So a map that is printed is drawn once more, twice
  // as fine, and copied onto a surface they do print; afterwards all is as it was.
  let printed = [];
  const copied = (map) => {
    // One that is still loading would be a hole; the style sheet puts a sentence in its place.
    if (!map.loaded()) return () => {};
    map.setPixelRatio(2);
    map.redraw();
    const seen = map.getCanvas();
    const copy = document.createElement("canvas");
    Object.assign(copy, { className: "k-printed", width: seen.width, height: seen.height });
    copy.style.cssText = "position:absolute;inset:0;width:100%;height:100%";
    copy.getContext("2d").drawImage(seen, 0, 0);
    seen.after(copy);
    return () => { copy.remove(); map.setPixelRatio(window.devicePixelRatio); };
  };
  addEventListener("beforeprint", () => {
    const plots = [...document.querySelectorAll(".js-plotly-plot")];
    const maps = plots.map((plot) => plot._fullLayout?.map?._subplot?.map).filter((map) => map !== undefined);
    printed = maps.map(copied);
  });
  addEventListener("afterprint", () => printed.splice(0).forEach((undo) => undo()));
})();
